#!/bin/bash
# What the full variant has for jobs that use Docker: its command line, and what a daemon of the job's own needs (a pool's docker:
# rootless). Run by the Dockerfiles as root.
set -euo pipefail

packages=(docker.io iproute2 iptables libcap2-bin rootlesskit slirp4netns uidmap)
apt-get update
# Not every release has it; without it, docker build is the builder of old.
[[ -z $(apt-cache search --names-only '^docker-buildx$') ]] || packages+=(docker-buildx)
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
rm -rf /var/lib/apt/lists/*
# By file capabilities: as setuid root they have not the rights over a user namespace that its maker has, and a container's root has
# not CAP_SYS_ADMIN in their place (user_namespaces(7), Defining user and group ID mappings).
chmod u-s /usr/bin/newuidmap /usr/bin/newgidmap
setcap cap_setuid=ep /usr/bin/newuidmap
setcap cap_setgid=ep /usr/bin/newgidmap
grep -q '^runner:' /etc/subuid || usermod --add-subuids 100000-165535 --add-subgids 100000-165535 runner
