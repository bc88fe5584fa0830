"""Azure's own Python clients, as they are published, do a job's whole life at the Batch stand-in."""

import subprocess
import sys
from pathlib import Path

import pytest

from armchecks.sources import ROOT
from test_configuration import classpath

CLIENTS = ROOT / "arm/checks/batch-clients"
ACCOUNT, KEY = "acme", "YSBrZXkgb2YgYSB0ZXN0"


@pytest.fixture(scope="module")
def stand_in():
    """The address of one that runs."""
    options = ["--port", "0", "--account", ACCOUNT, "--key", KEY, "--image", "runner=sleep 300", "--deletion", "PT1S"]
    command = ["java", "-cp", classpath("local"), "dev.mayfly.local.Mayfly", "stand-in", "batch", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().split()[-1]
        process.terminate()


@pytest.mark.parametrize(("line", "version"), [("14", "2024-02-01.19.0"), ("15", "2025-06-01")])
def test_a_client_does_a_jobs_whole_life(stand_in, line, version):
    folder = Path(sys.prefix) / f"azure-batch-{line}"
    if not folder.exists():
        pytest.skip(f"pip install --no-deps --target {folder} -r {CLIENTS}/azure-batch-{line}.txt")
    command = [sys.executable, str(CLIENTS / f"version{line}.py"), stand_in, ACCOUNT, KEY]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env={"PYTHONPATH": str(folder)})

    assert (done.returncode, done.stdout.strip()) == (0, version), done.stderr
