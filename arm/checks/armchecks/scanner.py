"""Runs checkov over template and Dockerfiles. It exits with 0 when it cannot read a file: here that is a finding."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from .findings import Finding
from .shape import SCHEMA

# What checkov asks for and is not done, with the reason.
SKIPPED = json.loads((pathlib.Path(__file__).parent / "scanner-skipped.json").read_text())


def check(sources, evaluations):
    """Findings on the template as it stands, on what every scenario makes of it, and on the Dockerfiles."""
    with tempfile.TemporaryDirectory() as folder:
        files, trial = {"azuredeploy.json": sources.text}, {}
        for name, evaluation in evaluations.items():
            place = trial if evaluation.given.get("trial") else files
            place[f"{name.replace(' ', '-')}.json"] = json.dumps(deployment(evaluation), indent=2)
        skipped = SKIPPED["everywhere"]
        yield from _scan(pathlib.Path(folder) / "arm", files, "arm", skipped)
        if trial:
            yield from _scan(pathlib.Path(folder) / "trial", trial, "arm", {**skipped, **SKIPPED["trial"]})
        yield from _scan(pathlib.Path(folder) / "docker", sources.dockerfiles, "dockerfile", skipped)


def deployment(evaluation):
    """The template of what is deployed, without expressions: checkov understands few of them."""
    return {
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {},
        "resources": [{**one.body, "dependsOn": one.depends_on} for one in evaluation.deployed()],
    }


def _scan(folder, files, framework, skipped):
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    # Its own data stays as pinned, and nobody is told about the run.
    command = [sys.executable, "-m", "checkov.main", "--framework", framework, "--directory", str(folder), "--output", "json"]
    command += ["--compact", "--quiet", "--skip-download", "--skip-check", ",".join(sorted(skipped))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ, "LOG_LEVEL": "ERROR"})
    try:
        report = json.loads(done.stdout)
    except ValueError:
        yield Finding("scanner", framework, f"checkov said nothing that can be read: {done.stderr[-300:]}")
        return
    yield from _report(report, framework)


def _report(report, framework):
    results, summary = report.get("results", {}), report.get("summary", report)
    for path in results.get("parsing_errors", []):
        yield Finding("scanner", pathlib.Path(path).name, "checkov cannot read it")
    if summary.get("parsing_errors"):
        yield Finding("scanner", framework, f"checkov could not read {summary['parsing_errors']} files")
    if not summary.get("passed"):
        yield Finding("scanner", framework, "checkov checked nothing")
    for failed in results.get("failed_checks", []):
        yield Finding("scanner", f"{failed['file_path']} {failed['resource']}", f"{failed['check_id']} {failed['check_name']}")
