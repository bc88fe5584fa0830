"""The configuration that the template makes is one that gateway and worker take; their own check says so."""

import json
import os
import subprocess

import pytest

from armchecks.scenarios import evaluations
from armchecks.sources import ROOT

MAINS = {"webhook-gateway": "dev.mayfly.gateway.GatewayApplication", "worker": "dev.mayfly.worker.WorkerApplication"}


# Of nobody: made for this test.
KEY = subprocess.run(["openssl", "genrsa", "-traditional", "2048"], capture_output=True, text=True).stdout
# The variables that the composed files name.
GIVEN = {
    "GITHUB_WEBHOOK_SECRET": "x",
    "GITHUB_TOKEN": "x",
    "GITHUB_APP_PRIVATE_KEY": KEY,
    "AZURE_DEVOPS_REQUEST_SECRET": "a secret that nobody guesses",
    "AZURE_DEVOPS_TOKEN": "x",
    "MAYFLY_SEALING_KEY": "bWF5Zmx5LW1heWZseS1tYXlmbHktbWF5Zmx5LW1heWY=",
}


def classpath(module):
    jars = [jar for jar in (ROOT / module / "target").glob(f"mayfly-{module}-*.jar") if "-tests" not in jar.name]
    if not jars:
        pytest.skip(f"{module} is not built; mvn package does that")
    return f"{jars[0]}:{ROOT / module / 'target/lib'}/*"


def write(folder, evaluation, name):
    """The files that the template mounts for this service."""
    (folder / "mayfly.yml").write_text(evaluation.outputs["mayflyYml"])
    (folder / name).write_text(evaluation.outputs[name.replace(".yml", "Yml")])


def faults(module, folder, evaluation, name):
    """What the service's own check says of the files that the template mounts; empty when it is content."""
    write(folder, evaluation, name)
    command = ["java", "-cp", classpath(module), MAINS[module], "check", str(folder / name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, **GIVEN})
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize("scenario", ["services", "self-hosted", "Azure DevOps"])
def test_the_gateway_takes_its_configuration(sources, tmp_path, scenario):
    assert faults("webhook-gateway", tmp_path, evaluations(sources)[scenario], "gateway.yml") == ""


WORKERS = ("services", "self-hosted", "US Government", "China", "Azure DevOps", "Azure DevOps by Entra ID", "GitHub App", "trial")


@pytest.mark.parametrize("scenario", WORKERS)
def test_the_worker_takes_its_configuration(sources, tmp_path, scenario):
    assert faults("worker", tmp_path, evaluations(sources)[scenario], "worker.yml") == ""


def test_the_worker_signs_in_without_a_key(sources):
    batch = json.loads(evaluations(sources)["services"].outputs["workerYml"])["batch"]

    assert sorted(batch) == ["entra", "url"]
    assert sorted(batch["entra"]) == ["audience", "managedIdentity"]


def forges(sources, scenario):
    return json.loads(evaluations(sources)[scenario].outputs["workerYml"])["forges"]


def test_the_worker_signs_in_at_github_as_an_app_where_there_is_one(sources):
    assert forges(sources, "GitHub App")["github"] == {"app": {"id": "123456", "privateKey": {"env": "GITHUB_APP_PRIVATE_KEY"}}}
    assert forges(sources, "services")["github"] == {"token": {"env": "GITHUB_TOKEN"}}


def test_the_worker_signs_in_at_azure_devops_as_itself_where_it_may(sources):
    evaluation = evaluations(sources)["Azure DevOps by Entra ID"]
    client = evaluation.outputs["workerIdentityClientId"]

    assert forges(sources, "Azure DevOps by Entra ID")["devops"] == {"entra": {"managedIdentity": {"clientId": client}}}
    assert forges(sources, "Azure DevOps")["devops"] == {"token": {"env": "AZURE_DEVOPS_TOKEN"}}
    assert not any("azure-devops-token" in resource.id for resource in evaluation.deployed())


def test_secrets_are_mounted_as_the_configuration_names_them(sources):
    evaluation = evaluations(sources)["services"]

    for app, names in (("gateway", {"GITHUB_WEBHOOK_SECRET"}), ("worker", {"GITHUB_TOKEN", "MAYFLY_SEALING_KEY"})):
        resource = next(one for one in evaluation.deployed("Microsoft.App/containerApps") if one.id.endswith("-" + app))
        container = resource.get("properties", "template")["containers"][0]
        assert names <= {variable["name"] for variable in container["env"]}
        assert {"volumeName": "config", "mountPath": "/etc/mayfly"} in container["volumeMounts"]
        mounted = next(one for one in resource.get("properties", "template")["volumes"] if one["name"] == "config")["secrets"]
        assert {one["path"] for one in mounted} == {f"{app}.yml", "mayfly.yml"}
