"""Probes: the platform finds out that a container hangs, on a port that it can reach."""

import json

from .findings import Finding

# The port that each container answers on.
PORTS = {"gateway": 8080, "worker": 8083, "temporal": 7233, "temporal-ui": 8080}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check(evaluation):
    """"Health probes in Azure Container Apps": a probe goes to the replica's address, and there are no defaults without ingress. Rule aca-probes."""
    for app in evaluation.deployed("Microsoft.App/containerApps"):
        container = app.get("properties", "template", "containers", default=[{}])[0]
        name = container.get("name")
        probe = next((one for one in container.get("probes") or [] if one["type"] == "Liveness"), None)
        if probe is None:
            yield Finding("probes", app.path, "nothing restarts it when it hangs: it has no liveness probe")
            continue
        port = (probe.get("httpGet") or probe.get("tcpSocket"))["port"]
        if port != PORTS.get(name):
            yield Finding("probes", app.path, f"its probe asks port {port}, but it answers on {PORTS.get(name)}")
        if name == "worker":
            yield from _worker(app, probe)


def _worker(app, probe):
    secrets = {one["name"]: one.get("value") for one in app.get("properties", "configuration", "secrets", default=[])}
    connectors = json.loads(secrets.get("worker-yml") or "{}").get("server", {}).get("adminConnectors", [])
    if not any(one.get("port") == PORTS["worker"] and one.get("bindHost", "") not in LOOPBACK for one in connectors):
        yield Finding("probes", app.path, "its admin port is on loopback, where no probe reaches it")
    # Not /healthcheck: that is red while Temporal or a forge is away, and a restart heals neither.
    if (probe.get("httpGet") or {}).get("path") != "/ping":
        yield Finding("probes", app.path, "its probe must ask /ping, whether the process answers")
    if app.get("properties", "configuration", "ingress"):
        yield Finding("probes", app.path, "its admin port asks for no password, so it may have no ingress")
