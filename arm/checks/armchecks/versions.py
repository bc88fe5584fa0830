"""Versions that must not be older: what is patched, what the compose file has, and a number that cannot be changed later."""

import re

from .findings import Finding

# CVE-2026-33186 (a bypass of gRPC's authorization) is mended in Temporal 1.30.2; tags seen in public files in November 2026.
LEAST = {
    "eclipse-temurin": "17.0.20.1",
    "temporalio/server": "1.30.6",
    "temporalio/admin-tools": "1.30.6",
    "temporalio/ui": "2.49.1",
}
# Temporal's "Temporal Service configuration", numHistoryShards: for the life of the database; the default of the image is 4.
SHARDS = "512"


def check(sources):
    texts = {f"docker/{name}": text for name, text in sources.dockerfiles.items()} | {"azuredeploy.json": sources.text}
    for where, text in texts.items():
        for image, version in re.findall(r"\b(eclipse-temurin|temporalio/[\w-]+):([\d.]+)", text):
            if _numbers(version) < _numbers(LEAST[image]):
                yield Finding("versions", where, f"{image}:{version} is older than {LEAST[image]}")
    for image, version in LEAST.items():
        if image.startswith("temporalio/") and f"{image}:{version}" not in sources.compose:
            yield Finding("versions", "docker-compose.temporal.yml", f"has another {image} than {version}")
    for name, app in _containers(sources.template):
        if name == "temporal" and {"name": "NUM_HISTORY_SHARDS", "value": SHARDS} not in app["env"]:
            yield Finding("versions", "azuredeploy.json", f"Temporal needs NUM_HISTORY_SHARDS {SHARDS} for the life of its database")


def _numbers(version):
    return [int(part) for part in version.strip(".").split(".")]


def _containers(template):
    for resource in template["resources"]:
        if resource["type"] == "Microsoft.App/containerApps":
            yield from ((one["name"], one) for one in resource["properties"]["template"]["containers"])
