"""Private endpoints: each service has its own, each is resolved by its zone, each zone is linked to the network."""

from .findings import Finding

# What a private endpoint's group is resolved by, by cloud: "Azure private endpoint private DNS zone values" of Azure's docs.
# Batch has one zone; the one per region is of the past.
GROUPS_OF_ZONES = ("batchAccount", "nodeManagement", "registry", "vault", "postgresqlServer")
ZONES = {
    "AzureCloud": (
        "privatelink.batch.azure.com",
        "privatelink.batch.azure.com",
        "privatelink.azurecr.io",
        "privatelink.vaultcore.azure.net",
        "privatelink.postgres.database.azure.com",
    ),
    "AzureUSGovernment": (
        "privatelink.batch.usgovcloudapi.net",
        "privatelink.batch.usgovcloudapi.net",
        "privatelink.azurecr.us",
        "privatelink.vaultcore.usgovcloudapi.net",
        "privatelink.postgres.database.usgovcloudapi.net",
    ),
    "AzureChinaCloud": (
        "privatelink.batch.chinacloudapi.cn",
        "privatelink.batch.chinacloudapi.cn",
        "privatelink.azurecr.cn",
        "privatelink.vaultcore.azure.cn",
        "privatelink.postgres.database.chinacloudapi.cn",
    ),
}
# What a service needs private endpoints for.
GROUPS = {
    "Microsoft.Batch/batchAccounts": ("batchAccount", "nodeManagement"),
    "Microsoft.ContainerRegistry/registries": ("registry",),
    "Microsoft.KeyVault/vaults": ("vault",),
    "Microsoft.DBforPostgreSQL/flexibleServers": ("postgresqlServer",),
}


def check(evaluation):
    trial = evaluation.given.get("trial") is True
    served = set()
    for endpoint in evaluation.deployed("Microsoft.Network/privateEndpoints"):
        for connection in endpoint.get("properties", "privateLinkServiceConnections", default=[]):
            for group in connection["properties"]["groupIds"]:
                served.add((connection["properties"]["privateLinkServiceId"].lower(), group))
                yield from _zone(endpoint, group, evaluation)
    for kind, groups in GROUPS.items():
        for service in evaluation.deployed(kind):
            access = service.get("properties", "publicNetworkAccess") or service.get("properties", "network", "publicNetworkAccess")
            if trial and "postgresqlServer" not in groups:
                # Access still needs Entra ID and a role.
                continue
            if access != "Disabled" and not _invited(service, evaluation):
                yield Finding("network", service.path, "is open to the public")
            for group in groups:
                if (service.id.lower(), group) not in served:
                    yield Finding("endpoints", service.path, f"has no private endpoint {group}")


def _invited(service, evaluation):
    """Whether a parameter asked for public access, and only some addresses have it."""
    actions = [service.get("properties", "networkProfile", one, "defaultAction") for one in ("accountAccess", "nodeManagementAccess")]
    return actions == ["Deny", "Deny"] and bool(evaluation.given.get("allowBatchPublicNetworkAccess"))


def _zone(endpoint, group, evaluation):
    zone_group = evaluation.find(endpoint.id + "/privateDnsZoneGroups/default")
    if evaluation.given.get("privateDns") == "elsewhere":
        if zone_group is not None:
            yield Finding("endpoints", endpoint.path, "records for it are made here though they are made elsewhere")
        return
    configs = zone_group.get("properties", "privateDnsZoneConfigs", default=[]) if zone_group is not None else []
    zones = [config["properties"]["privateDnsZoneId"].split("/")[-1] for config in configs]
    wanted = dict(zip(GROUPS_OF_ZONES, ZONES[evaluation.cloud["name"]], strict=True)).get(group)
    if wanted not in zones:
        yield Finding("endpoints", endpoint.path, f"{group} must be resolved by {wanted}, not by {zones or 'nothing'}")
        return
    linked = [
        link.get("properties", "virtualNetwork", "id")
        for link in evaluation.deployed("Microsoft.Network/privateDnsZones/virtualNetworkLinks")
        if f"/privateDnsZones/{wanted}/" in link.id
    ]
    network = endpoint.get("properties", "subnet", "id", default="").split("/subnets/")[0]
    if network not in linked:
        yield Finding("endpoints", endpoint.path, f"the zone {wanted} is not linked to its network")
