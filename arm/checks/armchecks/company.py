"""The company's network: subnets of its own, a VNet that is peered with it, a firewall that everything goes through."""

from .findings import Finding

NETWORKS = "Microsoft.Network/virtualNetworks"
# What belongs to a VNet, and to whoever made it.
PARTS = {NETWORKS, *(f"Microsoft.Network/{kind}" for kind in ("networkSecurityGroups", "natGateways", "publicIPAddresses", "routeTables"))}
PLACES = {
    "Microsoft.Batch/batchAccounts/pools": ("nodes", ("networkConfiguration", "subnetId")),
    "Microsoft.App/managedEnvironments": ("apps", ("vnetConfiguration", "infrastructureSubnetId")),
    "Microsoft.Network/privateEndpoints": ("endpoints", ("subnet", "id")),
}
# No node may reach these.
GUARDED = ("-vault-pep", "-postgres-pep")


def check(evaluation):
    given = evaluation.given.get("subnets") or {}
    for kind, (name, path) in PLACES.items():
        for resource in evaluation.deployed(kind):
            wanted = "vault" if resource.id.endswith(GUARDED) else name
            subnet = resource.get("properties", *path, default="")
            if subnet != given[wanted] if given else not subnet.endswith(f"-net/subnets/{wanted}"):
                yield Finding("network", resource.path, f"its nodes or addresses are not in the subnet {wanted}, but in {subnet}")
    if given:
        for resource in evaluation.deployed():
            if resource.type in PARTS:
                yield Finding("network", resource.path, "is made beside a VNet that is there already")
    for network in evaluation.deployed(NETWORKS):
        yield from _network(network, evaluation)


def _network(network, evaluation):
    if network.get("properties", "dhcpOptions", "dnsServers", default=[]) != evaluation.given.get("dnsServers", []):
        yield Finding("network", network.path, "does not ask the DNS servers given, so nobody finds the company's hosts")
    for subnet in network.get("properties", "subnets", default=[]):
        yield from _route(network, subnet, evaluation)
    peer = evaluation.given.get("peeredVnetId")
    peering = next(iter(evaluation.deployed(NETWORKS + "/virtualNetworkPeerings")), None)
    if peer and (peering is None or peering.get("properties", "remoteVirtualNetwork", "id") != peer):
        yield Finding("network", network.path, f"is not peered with {peer.split('/')[-1]}")
    # "Virtual network peering" of Azure's docs: what a firewall or gateway of the hub forwards has another VNet's address.
    if peering is not None and not peering.get("properties", "allowForwardedTraffic"):
        yield Finding("network", peering.path, "refuses what a firewall or gateway of the other VNet forwards")


def _route(network, subnet, evaluation):
    """With a firewall, nodes and services have one way out, the firewall; a NAT gateway beside it would be a second one."""
    firewall = evaluation.given.get("firewallIp")
    if not firewall or subnet["name"] not in ("nodes", "apps"):
        return
    table = evaluation.find((subnet["properties"].get("routeTable") or {}).get("id"))
    routes = [route["properties"] for route in table.get("properties", "routes", default=[])] if table is not None else []
    wanted = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": firewall}
    if wanted not in routes or subnet["properties"].get("natGateway"):
        yield Finding("network", f"{network.path}/{subnet['name']}", f"does not go out by the firewall {firewall} alone")
