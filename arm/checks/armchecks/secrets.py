"""Secrets: declared as such, without defaults, and found nowhere but where a secret belongs."""

import re

from .findings import Finding
from .scenarios import SECRETS

NAMED = re.compile(r"token|password|secret|sealingkey|apikey|privatekey|accesskey", re.IGNORECASE)
# Only these may hold what a secure parameter brought.
PLACES = (
    ("Microsoft.KeyVault/vaults/secrets", "properties/value"),
    ("Microsoft.DBforPostgreSQL/flexibleServers", "properties/administratorLoginPassword"),
)
ENVIRONMENT = re.compile(r"TOKEN|SECRET|KEY|PASSWORD|PWD")


def check(sources, evaluation):
    for name, parameter in sources.template.get("parameters", {}).items():
        secure = parameter["type"].lower().startswith("secure")
        if NAMED.search(name) and not secure:
            yield Finding("secrets", f"parameters/{name}", "is a secret by its name, but not a secureString")
        if secure and parameter.get("defaultValue"):
            yield Finding("secrets", f"parameters/{name}", "a secret has no default")
        if secure and name not in SECRETS:
            yield Finding("secrets", f"parameters/{name}", "no scenario gives it, so nobody looks where it goes")
        if secure and name in sources.parameters.get("parameters", {}):
            yield Finding("secrets", f"azuredeploy.parameters.json/{name}", "a secret has no place in this file")
    for resource in evaluation.deployed():
        for path, text in _texts(resource.body, ""):
            if text in _given(evaluation) and (resource.type, path) not in PLACES:
                yield Finding("secrets", f"{resource.path}/{path}", "has a secret in clear")
            elif any(secret in text for secret in _given(evaluation)) and (resource.type, path) not in PLACES:
                yield Finding("secrets", f"{resource.path}/{path}", "has a secret in clear, within a text")
    for name, text in evaluation.outputs.items():
        if any(secret in str(text) for secret in _given(evaluation)):
            yield Finding("secrets", f"outputs/{name}", "has a secret in clear")
    for app in evaluation.deployed("Microsoft.App/containerApps"):
        yield from _app(app)


def _given(evaluation):
    return [evaluation.given[name] for name in SECRETS if evaluation.given.get(name)]


def _texts(value, path):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}/{key}" if path else key)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _texts(item, f"{path}/{at}")
    elif isinstance(value, str):
        yield path, value


def _app(app):
    known = {secret["name"] for secret in app.get("properties", "configuration", "secrets", default=[])}
    for secret in app.get("properties", "configuration", "secrets", default=[]):
        if "value" in secret and not secret["name"].endswith("-yml"):
            yield Finding("secrets", app.path, f"{secret['name']} must come from the Key Vault")
    template = app.get("properties", "template", default={})
    for container in template.get("containers", []) + (template.get("initContainers") or []):
        for variable in container.get("env") or []:
            if ENVIRONMENT.search(variable["name"]) and "secretRef" not in variable:
                yield Finding("secrets", app.path, f"{variable['name']} must refer to a secret")
            if "secretRef" in variable and variable["secretRef"] not in known:
                yield Finding("secrets", app.path, f"{variable['name']} refers to {variable['secretRef']}, which the app does not have")
    for volume in template.get("volumes") or []:
        for secret in volume.get("secrets") or []:
            if secret["secretRef"] not in known:
                yield Finding("secrets", app.path, f"{secret['path']} is {secret['secretRef']}, which the app does not have")
