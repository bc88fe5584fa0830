"""The nodes of a pool: a disk for the images and the jobs' files, few runners each, and who may ask for their identity."""

from .findings import Finding

# "Use Azure Batch to run container workloads", notes: Docker's data is on the OS disk of ubuntu-hpc, "filled up quickly"; its
# image has a container of 20 GB, about 30 % of the default disk (thread azurehpc-health-checks #155). 16 GB a runner is a guess. Rule azure-docker-disk.
IMAGE_GB, RUNNER_GB = 64, 16


def check(evaluation):
    default = evaluation.template["parameters"].get("taskSlotsPerNode", {}).get("defaultValue")
    if default not in (1, 2):
        yield Finding("nodes", "parameters/taskSlotsPerNode", f"{default} runners share four cores and one disk: 1 or 2")
    for pool in evaluation.deployed("Microsoft.Batch/batchAccounts/pools"):
        machine = pool.get("properties", "deploymentConfiguration", "virtualMachineConfiguration", default={})
        size, slots = (machine.get("osDisk") or {}).get("diskSizeGB"), pool.get("properties", "taskSlotsPerNode")
        if size is None or size < IMAGE_GB + RUNNER_GB * slots:
            what = f"{size} GB" if size else "the image's own size"
            yield Finding("nodes", pool.path, f"an OS disk of {what} fills up with images and {slots} runners")
        yield from _metadata(pool, machine, evaluation)
        yield from _docker(pool, evaluation)


def _metadata(pool, machine, evaluation):
    """Metadata Security Protocol, "Frequently asked questions": without the agent in the image no Linux node boots, so it is asked for."""
    # Rule azure-metadata-agent.
    wanted = evaluation.value("[parameters('metadataProtection')]", "checks")
    settings = (machine.get("securityProfile") or {}).get("proxyAgentSettings") or {}
    modes = {(settings.get(endpoint) or {}).get("mode", "Off") if settings.get("enabled") else "Off" for endpoint in ("imds", "wireServer")}
    if modes != {wanted} or settings and wanted == "Off":
        yield Finding("nodes", pool.path, f"IMDS and WireServer are at {sorted(modes)}, but {wanted} was asked for")


def _docker(pool, evaluation):
    """Jobs that get Docker have a node each (ADR 25); where it is a daemon of their own, the node allows user namespaces."""
    fleet = evaluation.value("[parameters('fleet')]", "checks")
    modes = {p.get("docker", "none") for p in fleet["pools"] if p["batchPool"] == pool.id.split("/")[-1]} - {"none"}
    slots = pool.get("properties", "taskSlotsPerNode")
    if modes and slots != 1:
        yield Finding("nodes", pool.path, f"docker: {min(modes)} needs taskSlotsPerNode 1, not {slots}: jobs would share a node")
    task = pool.get("properties", "startTask")
    if task:
        yield from _start_task(pool, task)
    elif "rootless" in modes:
        yield Finding("nodes", pool.path, "docker: rootless needs rootlessDocker=true: Ubuntu's nodes forbid its user namespaces")


def _start_task(pool, task):
    """On the node, not in a container, as root, before any task. Rule docker-rootless-userns, Rule azure-start-task-host."""
    user = ((task.get("userIdentity") or {}).get("autoUser") or {}).get("elevationLevel")
    if "kernel.apparmor_restrict_unprivileged_userns=0" not in task["commandLine"]:
        yield Finding("nodes", pool.path, "the start task leaves user namespaces forbidden")
    if user != "Admin" or task.get("containerSettings"):
        yield Finding("nodes", pool.path, "the start task may not change the node's kernel settings")
    if not task.get("waitForSuccess"):
        yield Finding("nodes", pool.path, "tasks begin before the start task has changed the node")
