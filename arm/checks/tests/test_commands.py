"""The commands that the walk-through of docs/azure.md uses."""

import json
import re
import subprocess
import sys

import yaml

from armchecks.sources import ROOT


def run(*arguments):
    command = [sys.executable, "-m", "armchecks", *arguments]
    return subprocess.run(command, cwd=ROOT / "arm/checks", capture_output=True, text=True, timeout=120)


def test_every_image_of_the_routing_configuration_has_its_import_line(sources):
    done = run("import", "--services", "registry.example.com/acme")

    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert len(lines) == len(set(lines))
    for pool in sources.fleet["pools"]:
        path = pool["image"].partition("/")[2]
        assert f"az acr import --name mayflyprdacr --source {pool['image']} --image {path} --force" in lines
    source = "registry.example.com/acme/mayfly-gateway:0.1.0"
    assert f"az acr import --name mayflyprdacr --source {source} --image mayfly-gateway:0.1.0 --force" in lines


def test_the_docs_show_the_lines_that_the_shipped_fleet_makes():
    text = (ROOT / "docs/azure.md").read_text().split("\nOf the shipped `mayfly.yml` that makes:\n\n```\n")[1]
    shown = text.split("```")[0]

    made = run("import", "--services", "registry.example.com/acme", "--set", "appName=acme", "--set", "create_WindowsBatchPool=false")
    assert shown == made.stdout


def test_self_hosted_temporal_needs_its_images_too():
    lines = run("import", "--services", "registry.example.com/acme", "--set", "temporal=selfHosted", "--set", "mayflyVersion=1.2.3").stdout

    assert "--source registry.example.com/acme/temporalio/ui:2.49.1 --image temporalio/ui:2.49.1" in lines
    assert "--source registry.example.com/acme/mayfly-temporal-admin:1.2.3 " in lines


def test_a_pool_that_is_not_wanted_needs_no_images():
    assert "windows" not in run("import", "--services", "registry.example.com/acme", "--set", "create_WindowsBatchPool=false").stdout


def test_the_versions_of_temporal_are_those_of_compose(sources):
    compose = yaml.safe_load((ROOT / "docker-compose.temporal.yml").read_text())["services"]

    assert f"FROM {compose['temporal']['image']}" in sources.dockerfiles["temporal.Dockerfile"]
    assert f"FROM {compose['schema']['image']}" in sources.dockerfiles["temporal-admin.Dockerfile"]
    assert compose["ui"]["image"] in sources.text


def test_a_fleet_of_ones_own_gets_into_the_parameters_file(tmp_path):
    fleet = {"installation": "x", "forges": {"github": {}}, "pools": []}
    (tmp_path / "mayfly.yml").write_text(yaml.safe_dump(fleet))

    output = tmp_path / "parameters.json"
    done = run(
        "parameters", "--fleet", str(tmp_path / "mayfly.yml"), "--set", "maxNodes=3", "--set", "appName=acme", "--output", str(output)
    )

    assert done.returncode == 0, done.stderr
    parameters = json.loads(output.read_text())["parameters"]
    assert parameters["fleet"]["value"] == fleet
    assert parameters["maxNodes"]["value"] == 3
    assert parameters["appName"]["value"] == "acme"


def test_the_docs_name_every_parameter_and_no_other(sources):
    text = (ROOT / "docs/azure.md").read_text()
    table = text.split("## Parameters")[1].split("\n## ")[0]

    named = {name for row in re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert named == set(sources.template["parameters"])


def test_the_docs_name_every_output(sources):
    text = (ROOT / "docs/azure.md").read_text().split("\nOutputs:")[1].split(":")[0]

    assert set(re.findall(r"`(\w+)`", text)) == set(sources.template["outputs"])
