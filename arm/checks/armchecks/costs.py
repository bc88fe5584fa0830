"""What a trial leaves out since it costs money by the month, and what everything else must have."""

from .findings import Finding

DATABASE = "-postgres-pep"


def check(evaluation):
    """A Basic registry has no private endpoints ("Azure Container Registry SKU features and limits" of Azure's docs)."""
    trial = evaluation.given.get("trial") is True
    for registry in evaluation.deployed("Microsoft.ContainerRegistry/registries"):
        yield from _is(registry, registry.get("sku", "name"), "Basic" if trial else "Premium", "its SKU")
    for pool in evaluation.deployed("Microsoft.Batch/batchAccounts/pools"):
        provision = pool.get("properties", "networkConfiguration", "publicIPAddressConfiguration", "provision")
        yield from _is(pool, provision, "BatchManaged" if trial else "NoPublicIPAddresses", "its nodes' public addresses")
    for app in evaluation.deployed("Microsoft.App/containerApps"):
        if app.id.endswith("-gateway"):
            least = app.get("properties", "template", "scale", "minReplicas")
            yield from _is(app, least == 0, trial, "whether it stops when nobody calls")
    if trial:
        for resource in evaluation.deployed():
            endpoint = resource.type == "Microsoft.Network/privateEndpoints" and not resource.id.endswith(DATABASE)
            if endpoint or resource.type == "Microsoft.Network/natGateways":
                yield Finding("costs", resource.path, "is paid for by the month, and a trial does without")


def _is(resource, found, wanted, what):
    if found != wanted:
        yield Finding("costs", resource.path, f"{what} must be {wanted}, not {found}")
