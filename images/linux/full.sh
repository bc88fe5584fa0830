#!/bin/bash
# What the full variant has besides the slim one: what the jobs of popular repositories ask of hosted runners and
# Ubuntu's own packages have. Run by the Dockerfiles as root.
set -euo pipefail

packages=(build-essential gh git-lfs openssh-client python3 python3-venv sudo xz-utils zstd)
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
rm -rf /var/lib/apt/lists/*
git lfs install --system --skip-repo
echo 'runner ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/runner
chmod 0440 /etc/sudoers.d/runner
