"""Images: every one that the routing configuration names is prefetched by its pool, and every one that runs can be imported."""

from .findings import Finding


def check(sources, evaluation):
    yield from _fleet(sources, evaluation)
    suffix = evaluation.cloud["suffixes"]["acrLoginServer"]
    servers = [one.id.split("/")[-1] + suffix for one in evaluation.deployed("Microsoft.ContainerRegistry/registries")]
    for where, image in used(evaluation):
        host, _, path = image.partition("/")
        if host not in servers:
            yield Finding("images", where, f"{image} is not in the registry here, so nothing may pull it")
        if tag(path) in ("", "latest"):
            yield Finding("images", where, f"{image} needs a tag that stays what it is")


def _fleet(sources, evaluation):
    if sources.values.get("fleet") != sources.fleet:
        yield Finding("images", "azuredeploy.parameters.json/fleet", "is not what mayfly.yml has: armchecks parameters --output writes it")
    fleet = evaluation.given.get("fleet", {})
    if not {"github"} <= set(fleet.get("forges", {})) <= {"github", "devops"}:
        yield Finding("images", "fleet/forges", "the template has the secrets of a forge called github, and of one called devops")
    for pool in fleet.get("pools", []):
        where = f"fleet/pools/{pool['name']}"
        if pool["batchPool"].lower() not in [name.lower() for name in evaluation.outputs.get("batchPools", [])]:
            yield Finding("images", where, f"there is no Batch pool {pool['batchPool']} in the template")
            continue
        if "/" not in pool["image"] or "." not in pool["image"].split("/")[0]:
            yield Finding("images", where, f"{pool['image']} does not begin with its registry")
        for batch_pool in evaluation.deployed("Microsoft.Batch/batchAccounts/pools"):
            if batch_pool.id.split("/")[-1].lower() == pool["batchPool"].lower() and rehosted(pool["image"]) not in _paths(batch_pool):
                yield Finding("images", where, f"{batch_pool.id.split('/')[-1]} does not prefetch {pool['image']}")


def rehosted(image):
    """The image's path in the registry of the deployment."""
    return image.partition("/")[2]


def tag(path):
    return path.rpartition(":")[2] if ":" in path.split("/")[-1] else ""


def _prefetched(batch_pool):
    return batch_pool.get(
        "properties", "deploymentConfiguration", "virtualMachineConfiguration", "containerConfiguration", "containerImageNames", default=[]
    )


def _paths(batch_pool):
    return [rehosted(image) for image in _prefetched(batch_pool)]


def used(evaluation):
    """(where, image) of everything that runs in this deployment."""
    for pool in evaluation.deployed("Microsoft.Batch/batchAccounts/pools"):
        yield from ((pool.path, image) for image in _prefetched(pool))
    for app in evaluation.deployed("Microsoft.App/containerApps"):
        template = app.get("properties", "template", default={})
        for container in template.get("containers", []) + (template.get("initContainers") or []):
            yield app.path, container["image"]


def import_lines(evaluation, services):
    """az acr import for every image that runs; services is where those of gateway, worker and Temporal were pushed to."""
    fleet = {rehosted(pool["image"]): pool["image"] for pool in evaluation.given["fleet"]["pools"]}
    lines = []
    for _, image in used(evaluation):
        host, _, path = image.partition("/")
        source = fleet.get(path, f"{services}/{path}")
        # Again and again: without --force a tag that is there already is an error.
        line = f"az acr import --name {host.split('.')[0]} --source {source} --image {path} --force"
        if line not in lines:
            lines.append(line)
    return lines
