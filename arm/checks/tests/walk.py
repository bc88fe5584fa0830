"""Runs the walk-through of docs/azure.md as the script that it is, with a recorder in place of the programs that reach out."""

import json
import os
import re
import shutil
import subprocess
import sys

from armchecks.sources import ROOT

# Says what it was asked, keeps the files that it was given, and does what the script itself goes on with.
RECORDER = """#!{python}
import json, os, sys
program, words = os.path.basename(sys.argv[0]), sys.argv[1:]
files = {{word[1:]: json.load(open(word[1:])) for word in words if word.startswith("@")}}
with open({log!r}, "a") as log:
    log.write(json.dumps({{"program": program, "words": words, "files": files}}) + "\\n")
if os.environ.get("MAYFLY_FAILS") == " ".join(words[:3]):
    sys.exit("Deployment failed")
if program == "python3":
    os.makedirs(words[2] + "/bin")
    os.symlink(os.path.abspath(sys.argv[0]), words[2] + "/bin/pip")
    # No link: it would not find the packages of this environment.
    with open(words[2] + "/bin/python", "w", opener=lambda path, flags: os.open(path, flags, 0o755)) as script:
        script.write("#!/bin/sh\\nexec {python} \\"$@\\"\\n")
if program == "gh":
    print("github.com", "*.actions.githubusercontent.com", sep="\\n")
if program == "shred":
    os.remove(words[-1])
"""
PROGRAMS = ("az", "docker", "gh", "python3", "shred")


def script(page):
    """The blocks of steps 1 to 7, in their order."""
    return "\n".join(blocks(page.split("\n**1. Prepare.**")[1].split("\n**8. A first job**")[0]))


def blocks(text):
    return re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run(page, folder, fleet=None, fails=None):
    """Runs it in a checkout, and returns what it asked of whom, in order, and how it ended."""
    prepare(folder, fleet)
    return execute(script(page), folder, fails)


def prepare(folder, fleet=None):
    """A checkout, as far as the pages need one, and the recorder under each program's name."""
    for name in ("arm", "images", "examples"):
        os.symlink(ROOT / name, folder / name)
    if fleet is not None:
        os.remove(folder / "examples")
        (folder / "examples").mkdir()
        (folder / "examples/mayfly.yml").write_text(fleet)
    (folder / "bin").mkdir()
    for program in PROGRAMS:
        (folder / "bin" / program).write_text(RECORDER.format(python=sys.executable, log=str(folder / "log")))
        (folder / "bin" / program).chmod(0o755)
    (folder / "target").mkdir()


def execute(text, folder, fails=None):
    """Runs this script there; its calls are those since the checkout was made."""
    log = folder / "log"
    environment = {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}", "MAYFLY_FAILS": fails or ""}
    command = [shutil.which("bash"), "-e", "-u", "-o", "pipefail", "-c", text]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    calls = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    return calls, done
