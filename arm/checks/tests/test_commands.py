"""The commands that the walk-through of docs/azure.md uses."""

import json
import re
import subprocess
import sys

import pytest
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
    for pool in serving(sources):
        path = pool["image"].partition("/")[2]
        assert f"az acr import --name mayflyprdacr --source {pool['image']} --image {path} --force" in lines
    source = "registry.example.com/acme/mayfly-gateway:0.1.0"
    assert f"az acr import --name mayflyprdacr --source {source} --image mayfly-gateway:0.1.0 --force" in lines


def serving(sources):
    """The pools that jobs are given to."""
    return [pool for pool in sources.fleet["pools"] if not pool.get("retired")]


def test_the_docs_show_the_lines_that_the_shipped_fleet_makes():
    text = (ROOT / "docs/azure.md").read_text().split("\nOf the shipped `mayfly.yml` that makes:\n\n```\n")[1]
    shown = text.split("```")[0]

    made = run("import", "--services", "registry.example.com/acme", "--set", "appName=acme")
    assert shown == made.stdout


def test_self_hosted_temporal_needs_its_images_too():
    lines = run("import", "--services", "registry.example.com/acme", "--set", "temporal=selfHosted", "--set", "mayflyVersion=1.2.3").stdout

    assert "--source registry.example.com/acme/temporalio/ui:2.49.1 --image temporalio/ui:2.49.1" in lines
    assert "--source registry.example.com/acme/mayfly-temporal-admin:1.2.3 " in lines


@pytest.mark.parametrize(("created", "lines"), [("true", 1), ("false", 0)])
def test_a_pool_that_is_not_wanted_needs_no_images(sources, tmp_path, created, lines):
    windows = {"name": "windows", "labels": ["windows"], "batchPool": "batchWindows", "image": "registry.example.com/runner:windows-1"}
    (tmp_path / "mayfly.yml").write_text(yaml.safe_dump({**sources.fleet, "pools": [*sources.fleet["pools"], windows]}))

    given = ("--services", "registry.example.com/acme", "--set", f"create_WindowsBatchPool={created}")
    done = run("import", "--fleet", str(tmp_path / "mayfly.yml"), *given)
    assert done.stdout.count("runner:windows-1 ") == 2 * lines


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


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("poolSuffix=2", "2"),
        ("mayflyVersion=1.0", "1.0"),
        ("temporalNamespace=true", "true"),
        ("maxNodes=3", 3),
        ("trial=true", True),
        ('dnsServers=["10.0.0.4"]', ["10.0.0.4"]),
        ('subnets={"nodes": "x"}', {"nodes": "x"}),
    ],
)
def test_a_value_has_the_type_that_the_template_declares(tmp_path, given, value):
    done = run("parameters", "--set", given, "--output", str(tmp_path / "parameters.json"))

    assert done.returncode == 0, done.stderr
    name = given.partition("=")[0]
    assert json.loads((tmp_path / "parameters.json").read_text())["parameters"][name]["value"] == value


@pytest.mark.parametrize(
    ("given", "words"),
    [("maxNodes=many", "is no int"), ("trial=1", "is no bool"), ("maxNodes=true", "is no int"), ("poolSufix=2", "no such parameter")],
)
def test_a_value_of_another_type_is_refused(tmp_path, given, words):
    done = run("parameters", "--set", given, "--output", str(tmp_path / "parameters.json"))

    assert done.returncode != 0 and words in done.stderr
    assert not (tmp_path / "parameters.json").exists()


def test_the_docs_name_every_parameter_and_no_other(sources):
    text = (ROOT / "docs/azure.md").read_text()
    table = text.split("## Parameters")[1].split("\n## ")[0]

    named = {name for row in re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert named == set(sources.template["parameters"])


def test_the_monthly_figures_add_up():
    table = (ROOT / "docs/azure.md").read_text().split("## What it costs when idle")[1].split("\n## ")[0]
    rows = [row.split("|")[1:4] for row in re.findall(r"^\| (?!part|---).*\|$", table, re.MULTILINE)]
    parts, sums = rows[:-2], rows[-2]

    for column in (1, 2):
        figures = [int(found.group()) for row in parts if (found := re.match(r"\d+", row[column].strip()))]
        assert abs(sum(figures) - int(re.search(r"\d+", sums[column]).group())) <= 5
    assert "from memory of public list prices" in table


@pytest.mark.parametrize(
    "words",
    [
        # What is paid for by the month though no template says so: "Virtual network configuration" of Container Apps, Managed resources.
        "load balancer and two public addresses of the Container Apps environment",
        "**No image of Mayfly is published**",
        "again. Azure itself asks for that where",
        # The thread azure-container-apps #1287. Rule aca-vault-not-trusted.
        "is not on its list of [trusted services]",
    ],
)
def test_the_docs_say_what_no_template_can(words):
    assert words in " ".join((ROOT / "docs/azure.md").read_text().split())


def test_the_docs_name_every_output(sources):
    text = (ROOT / "docs/azure.md").read_text().split("\nOutputs:")[1].split(":")[0]

    assert set(re.findall(r"`(\w+)`", text)) == set(sources.template["outputs"])
