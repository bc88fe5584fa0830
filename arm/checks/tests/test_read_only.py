"""Gateway and worker as their Dockerfiles start them: that user, those arguments, and nothing to write to but /tmp."""

import json
import os
import re
import shutil
import subprocess

import pytest
from test_configuration import GIVEN, MAINS, classpath, write

from armchecks.scenarios import evaluations
from armchecks.sources import ROOT

FOLDER = "/tmp/etc"
# Generous: a loaded machine takes its time to start a JVM.
SECONDS = "180"


def start(dockerfile, module, folder, file):
    """The container's process, on this machine's files made read-only, in a network of its own."""
    if shutil.which("bwrap") is None:
        pytest.skip("there is no bwrap; the package bubblewrap has it")
    user, group = re.search(r"^USER (\d+):(\d+)$", dockerfile, re.MULTILINE).groups()
    entrypoint = json.loads(re.search(r"^ENTRYPOINT (.*)$", dockerfile, re.MULTILINE).group(1))
    assert entrypoint[-1] == MAINS[module] and "@/opt/mayfly/class-path" in entrypoint
    flags = f"-XX:Flags={ROOT / 'service/src/main/resources/dev/mayfly/service/server/jvm.flags'}"
    here = {"@/opt/mayfly/class-path": ["-cp", classpath(module)], "-XX:Flags=/opt/mayfly/jvm.flags": [flags]}
    java = [each for word in entrypoint for each in here.get(word, [word])]
    inside = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--ro-bind", str(folder), FOLDER]
    # A checkout below /tmp would be hidden with it.
    inside += ["--ro-bind", str(ROOT), str(ROOT)]
    inside += ["--unshare-user", "--uid", user, "--gid", group, "--unshare-net", "--die-with-parent"]
    command = ["timeout", SECONDS, "bwrap", *inside, *java, f"{FOLDER}/{file}"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **GIVEN})


@pytest.mark.parametrize(("name", "module"), [("gateway", "webhook-gateway"), ("worker", "worker")])
def test_it_starts_where_it_may_write_nothing_but_tmp(sources, tmp_path, name, module):
    write(tmp_path, evaluations(sources)["own temporal"], f"{name}.yml")
    process = start(sources.dockerfiles[f"{name}.Dockerfile"], module, tmp_path, f"{name}.yml")

    said = []
    with process:
        for line in process.stdout:
            said.append(line)
            if re.search(r"Server: Started|Read-only file system", line):
                break
        process.terminate()

    assert "Server: Started" in said[-1], "".join(said)
