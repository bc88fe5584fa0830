"""Subnets, what their security rules let through, and who may come in from outside."""

import ipaddress

from .findings import Finding

# Azure keeps five addresses of every subnet. Rule azure-subnet-five.
KEPT = 5
OUTSIDE = "8.8.8.8"
# A host of the company, in a VNet that is peered or behind its gateway; Azure counts both as inside.
COMPANY = "10.0.0.4"
# From, to, port, whether it must get through. Names are subnets.
FLOWS = [
    ("nodes", "endpoints", 443, True),
    ("nodes", OUTSIDE, 443, True),
    ("nodes", COMPANY, 443, True),
    ("nodes", "vault", 443, False),
    ("nodes", "vault", 5432, False),
    ("nodes", "apps", 7233, False),
    ("nodes", "nodes", 22, False),
    ("apps", "endpoints", 443, True),
    ("apps", "vault", 443, True),
    ("apps", "vault", 5432, True),
    ("apps", "nodes", 22, False),
    (COMPANY, "nodes", 22, False),
    (COMPANY, "vault", 443, False),
    (OUTSIDE, "nodes", 3389, False),
    (OUTSIDE, "nodes", 29877, False),
    (OUTSIDE, "vault", 443, False),
    (OUTSIDE, "endpoints", 443, False),
]


def check(evaluation):
    for network in evaluation.deployed("Microsoft.Network/virtualNetworks"):
        subnets = {subnet["name"]: subnet["properties"] for subnet in network.get("properties", "subnets", default=[])}
        yield from _ranges(network, subnets, evaluation)
        yield from _subnets(network, subnets, evaluation)
        yield from _flows(network, subnets, evaluation)
    for group in evaluation.deployed("Microsoft.Network/networkSecurityGroups"):
        yield from _priorities(group)
    yield from _ingress(evaluation)


def _ranges(network, subnets, evaluation):
    whole = [ipaddress.ip_network(prefix) for prefix in network.get("properties", "addressSpace", "addressPrefixes", default=[])]
    ranges = {name: ipaddress.ip_network(subnet["addressPrefix"]) for name, subnet in subnets.items()}
    for name, one in ranges.items():
        if not any(one.subnet_of(space) for space in whole):
            yield Finding("network", f"{network.path}/{name}", f"{one} is outside the VNet")
        for other, two in ranges.items():
            if name < other and one.overlaps(two):
                yield Finding("network", f"{network.path}/{name}", f"{one} overlaps {other}, {two}")
    pools = evaluation.template["resources"]
    pools = [raw for raw in pools if raw["type"] == "Microsoft.Batch/batchAccounts/pools"]
    most = evaluation.template["parameters"].get("maxNodes", {}).get("maxValue", 0) * len(pools)
    room = ranges["nodes"].num_addresses - KEPT if "nodes" in ranges else 0
    if not 0 < most <= room:
        yield Finding("network", f"{network.path}/nodes", f"has room for {room} nodes, but maxNodes allows {most} in all pools")


def _subnets(network, subnets, evaluation):
    for name, subnet in subnets.items():
        path = f"{network.path}/{name}"
        if evaluation.find(subnet.get("networkSecurityGroup", {}).get("id")) is None:
            yield Finding("network", path, "has no network security group")
        if subnet.get("defaultOutboundAccess") is not False:
            yield Finding("network", path, "relies on default outbound access, which is retired")
        if name in ("nodes", "apps") and not _leads_out(subnet, evaluation):
            yield Finding("network", path, "has no NAT gateway, so no way to GitHub")
        if name in ("endpoints", "vault") and subnet.get("privateEndpointNetworkPolicies") != "Enabled":
            yield Finding("network", path, "its security rules do not hold for private endpoints")
    delegated = [one["properties"]["serviceName"] for one in subnets.get("apps", {}).get("delegations", [])]
    if delegated != ["Microsoft.App/environments"]:
        yield Finding("network", f"{network.path}/apps", "must be delegated to Microsoft.App/environments")


def _leads_out(subnet, evaluation):
    """By a NAT gateway or the company's firewall; in a trial nodes and environment have public addresses of their own."""
    ways = [evaluation.find((subnet.get(kind) or {}).get("id")) for kind in ("natGateway", "routeTable")]
    return any(way is not None for way in ways) or evaluation.given.get("trial") is True


def _priorities(group):
    seen = set()
    for rule in group.get("properties", "securityRules", default=[]):
        key = (rule["properties"]["direction"], rule["properties"]["priority"])
        if key in seen:
            yield Finding("network", f"{group.path}/{rule['name']}", f"a second {key[0]} rule of priority {key[1]}")
        seen.add(key)


def _flows(network, subnets, evaluation):
    def address(place):
        return ipaddress.ip_network(subnets[place]["addressPrefix"])[9] if place in subnets else ipaddress.ip_address(place)

    spaces = [ipaddress.ip_network(one) for one in network.get("properties", "addressSpace", "addressPrefixes", default=[])]
    spaces.append(ipaddress.ip_network(COMPANY))
    for source, target, port, wanted in FLOWS:
        missing = {place for place in (source, target) if place not in (OUTSIDE, COMPANY)} - set(subnets)
        if missing:
            yield Finding("network", network.path, f"there is no subnet {missing.pop()}")
            continue
        passes = all(
            _allowed(
                evaluation.find(subnets[place].get("networkSecurityGroup", {}).get("id")),
                way,
                address(source),
                address(target),
                port,
                spaces,
            )
            for place, way in ((source, "Outbound"), (target, "Inbound"))
            if place in subnets
        )
        if passes != wanted:
            verb = "does not get through" if wanted else "gets through"
            yield Finding("network", network.path, f"{source} to {target}, port {port}, {verb}")


def _allowed(group, direction, source, target, port, spaces):
    rules = group.get("properties", "securityRules", default=[]) if group is not None else []
    rules = sorted((rule["properties"] for rule in rules), key=lambda rule: rule["priority"])
    for rule in rules:
        if (
            rule["direction"] == direction
            and rule["protocol"] in ("*", "Tcp")
            and _covers(rule, "sourceAddressPrefix", source)
            and _covers(rule, "destinationAddressPrefix", target)
            and _has_port(rule, port)
        ):
            return rule["access"] == "Allow"
    # Azure's own last rules: inside the VNet everything, outwards everything, inwards nothing.
    inside = all(any(address in space for space in spaces) for address in (source, target))
    return inside or direction == "Outbound"


def _covers(rule, key, address):
    prefixes = rule.get(key + "es") or [rule.get(key)]
    # Azure's tag VirtualNetwork is the VNet, what is peered with it and what is behind its gateway: all that is not the internet.
    return any(
        prefix == "*" or prefix == "VirtualNetwork" and address.is_private or "/" in str(prefix) and address in ipaddress.ip_network(prefix)
        for prefix in prefixes
    )


def _has_port(rule, port):
    for text in rule.get("destinationPortRanges") or [rule.get("destinationPortRange")]:
        first, _, last = str(text).partition("-")
        if text == "*" or int(first) <= port <= int(last or first):
            return True
    return False


def _ingress(evaluation):
    for app in evaluation.deployed("Microsoft.App/containerApps"):
        ingress = app.get("properties", "configuration", "ingress", default={})
        if not ingress.get("external"):
            continue
        ranges = ingress.get("ipSecurityRestrictions") or []
        invited = evaluation.given.get("operatorIpRanges") and app.id.endswith("-temporal-ui")
        if not app.id.endswith("-gateway") and not invited:
            yield Finding("ingress", app.path, "is public; only the gateway may be")
        if not ranges or any(one.get("action") != "Allow" for one in ranges):
            yield Finding("ingress", app.path, "is public without a list of who may come")
        if app.id.endswith("-gateway"):
            yield from _senders(app, {one["ipAddressRange"] for one in ranges}, evaluation)
        for one in ranges:
            if ipaddress.ip_network(one["ipAddressRange"]).prefixlen < 16:
                yield Finding("ingress", app.path, f"{one['ipAddressRange']} is as good as everybody")
        if ingress.get("allowInsecure") is not False or ingress.get("transport") != "http":
            yield Finding("ingress", app.path, "public traffic must be HTTPS")
        if ingress.get("targetPort") != 8080:
            yield Finding("ingress", app.path, f"port {ingress.get('targetPort')} is not the one for the public")


def _senders(app, ranges, evaluation):
    """Of each forge of the fleet the ranges that its parameter says, in both lists."""
    forges = {"github": "githubHookIpRanges", "devops": "azureDevOpsIpRanges"}
    names = [name for forge, name in forges.items() if forge in evaluation.given["fleet"]["forges"]]
    wanted = {one for name in names for one in evaluation.value(f"[parameters('{name}')]", "checks")}
    rules = [
        rule["properties"]
        for group in evaluation.deployed("Microsoft.Network/networkSecurityGroups")
        for rule in group.get("properties", "securityRules", default=[])
        if rule["name"] == "webhooks"
    ]
    lists = {"its own list": ranges}
    if not evaluation.given.get("subnets"):
        lists["the subnet's rule"] = {one for rule in rules for one in rule["sourceAddressPrefixes"]}
    for what, found in lists.items():
        if found != wanted:
            yield Finding("ingress", app.path, f"{what} has {sorted(found)}, but {sorted(wanted)} may come")
