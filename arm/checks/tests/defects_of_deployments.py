"""Defects that a first deployment on the real Azure would meet, or that a company's network and purse would; as in defects.py."""

from defects import (
    ACCOUNT,
    APP,
    ENDPOINT,
    POOL,
    REGISTRY,
    ROLE,
    container,
    drop,
    one,
    properties,
    put,
    rule,
    subnet,
    variable,
    vm,
)

CONFIGURATION = "Microsoft.DBforPostgreSQL/flexibleServers/configurations"
DEFINITION = "Microsoft.Authorization/roleDefinitions"
ENVIRONMENT = "Microsoft.App/managedEnvironments"
NAT = "Microsoft.Network/natGateways"
NETWORK = "Microsoft.Network/virtualNetworks"
PEERING = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"


def grant(sources):
    return properties(sources, DEFINITION)["permissions"][0]


def older(sources, name, old, new):
    """A Dockerfile with another base."""
    assert old in sources.dockerfiles[name]
    sources.dockerfiles[name] = sources.dockerfiles[name].replace(old, new)


def admin(sources):
    return sources.template["variables"]["workerConfiguration"]["server"]["adminConnectors"][0]


DEFECTS = [
    # Order
    (
        "PostgreSQL changed while its endpoint is made",
        "references",
        "ServerIsBusy",
        lambda s: put(one(s, CONFIGURATION), "dependsOn", one(s, CONFIGURATION)["dependsOn"][:1]),
    ),
    (
        "PostgreSQL changed before its endpoint has a name",
        "references",
        "ServerIsBusy",
        lambda s: put(one(s, CONFIGURATION), "dependsOn", one(s, CONFIGURATION)["dependsOn"][:2]),
    ),
    (
        "a reader's role that comes with the app",
        "identities",
        "comes without its reader's role",
        lambda s: put(one(s, ROLE, "'sealing-key'"), "condition", "[parameters('deployServices')]"),
    ),
    (
        "an app that does not wait for a reader's role",
        "identities",
        "does not wait for the role",
        lambda s: put(one(s, APP, "gatewayName"), "dependsOn", [d for d in one(s, APP, "gatewayName")["dependsOn"] if "'read'" not in d]),
    ),
    # The worker's role
    (
        "a worker that may delete pools",
        "identities",
        "pools/delete is more than the worker does",
        lambda s: grant(s)["actions"].append("Microsoft.Batch/batchAccounts/pools/delete"),
    ),
    (
        "a worker that may not resize a pool",
        "identities",
        "the worker needs Microsoft.Batch/batchAccounts/pools/write",
        lambda s: grant(s)["actions"].remove("Microsoft.Batch/batchAccounts/pools/write"),
    ),
    (
        "a worker that may not end a task",
        "identities",
        "the worker needs Microsoft.Batch/batchAccounts/jobs/delete",
        lambda s: grant(s)["dataActions"].remove("Microsoft.Batch/batchAccounts/jobs/delete"),
    ),
    (
        "a role for the whole subscription",
        "identities",
        "for this resource group alone",
        lambda s: put(properties(s, DEFINITION), "assignableScopes", ["[subscription().id]"]),
    ),
    # Nodes
    ("a disk as small as the image", "nodes", "an OS disk of the image's own size", lambda s: vm(s).pop("osDisk")),
    ("a disk for one runner", "nodes", "an OS disk of 80 GB", lambda s: put(vm(s)["osDisk"], "diskSizeGB", 80)),
    (
        "four runners on four cores",
        "nodes",
        "1 or 2",
        lambda s: put(s.template["parameters"]["taskSlotsPerNode"], "defaultValue", 4),
    ),
    ("metadata that anybody may ask", "nodes", "but Enforce was asked for", lambda s: vm(s).pop("securityProfile")),
    (
        "the WireServer forgotten",
        "nodes",
        "['Enforce', 'Off']",
        lambda s: s.template["variables"]["proxyAgent"]["proxyAgentSettings"].pop("wireServer"),
    ),
    (
        "an agent demanded that the image may not have",
        "nodes",
        "but Off was asked for",
        lambda s: variable(s, "nodeSecurity", "[variables('proxyAgent')]"),
    ),
    ("rootless Docker on nodes that forbid it", "nodes", "needs rootlessDocker=true", lambda s: properties(s, POOL).pop("startTask")),
    (
        "a start task that changes nothing",
        "nodes",
        "leaves user namespaces forbidden",
        lambda s: put(s.template["variables"]["userNamespaces"], "commandLine", "/bin/true"),
    ),
    (
        "a start task without rights",
        "nodes",
        "may not change the node",
        lambda s: s.template["variables"]["userNamespaces"].pop("userIdentity"),
    ),
    (
        "a start task that nobody waits for",
        "nodes",
        "tasks begin before",
        lambda s: put(s.template["variables"]["userNamespaces"], "waitForSuccess", False),
    ),
    (
        "two jobs with Docker on a node",
        "nodes",
        "docker: rootless needs taskSlotsPerNode 1, not 2",
        lambda s: put(properties(s, POOL), "taskSlotsPerNode", 2),
    ),
    # Probes
    ("a worker that hangs for ever", "probes", "no liveness probe", lambda s: container(s, "workerName").pop("probes")),
    ("a Temporal that hangs for ever", "probes", "no liveness probe", lambda s: container(s, "temporalName").pop("probes")),
    ("an admin port on loopback", "probes", "where no probe reaches it", lambda s: put(admin(s), "bindHost", "127.0.0.1")),
    (
        "a probe of a port that nobody has",
        "probes",
        "asks port 8081",
        lambda s: put(container(s, "workerName")["probes"][0]["httpGet"], "port", 8081),
    ),
    (
        "a restart whenever Temporal is away",
        "probes",
        "must ask /ping",
        lambda s: put(container(s, "workerName")["probes"][0]["httpGet"], "path", "/healthcheck"),
    ),
    (
        "the worker's admin port for everybody inside",
        "probes",
        "may have no ingress",
        lambda s: put(properties(s, APP, "workerName")["configuration"], "ingress", {"external": False, "targetPort": 8083}),
    ),
    # Versions
    (
        "four shards for the life of the database",
        "versions",
        "NUM_HISTORY_SHARDS 512",
        lambda s: container(s, "temporalName")["env"].remove({"name": "NUM_HISTORY_SHARDS", "value": "512"}),
    ),
    (
        "a Temporal whose gRPC lets strangers in",
        "versions",
        "temporalio/server:1.30.1 is older",
        lambda s: older(s, "temporal.Dockerfile", ":1.30.6", ":1.30.1"),
    ),
    (
        "a JVM of last year",
        "versions",
        "eclipse-temurin:17.0.16 is older",
        lambda s: older(s, "worker.Dockerfile", ":17.0.20.1_1-jre-noble", ":17.0.16_8-jre-noble"),
    ),
    (
        "an old Web UI",
        "versions",
        "temporalio/ui:2.34.0 is older",
        lambda s: put(container(s, "temporalUiName"), "image", "[format('{0}/temporalio/ui:2.34.0', variables('registryServer'))]"),
    ),
    (
        "a compose file that stayed behind",
        "versions",
        "has another temporalio/server",
        lambda s: setattr(s, "compose", s.compose.replace("temporalio/server:1.30.6", "temporalio/server:1.30.1")),
    ),
    # The company's network
    ("a NAT gateway beside a VNet that is there", "network", "is made beside a VNet", lambda s: one(s, NAT).pop("condition")),
    (
        "nodes in a subnet that nobody named",
        "network",
        "are not in the subnet nodes",
        lambda s: variable(s, "nodesSubnetId", "[resourceId('Microsoft.Network/virtualNetworks/subnets', variables('vnetName'), 'nodes')]"),
    ),
    (
        "the registry's endpoint where nodes may not go",
        "network",
        "are not in the subnet endpoints",
        lambda s: put(properties(s, ENDPOINT, "-registry-")["subnet"], "id", "[variables('vaultSubnetId')]"),
    ),
    (
        "services beside the nodes",
        "network",
        "are not in the subnet apps",
        lambda s: put(properties(s, ENVIRONMENT)["vnetConfiguration"], "infrastructureSubnetId", "[variables('nodesSubnetId')]"),
    ),
    ("the company's DNS not asked", "network", "does not ask the DNS servers", lambda s: properties(s, NETWORK).pop("dhcpOptions")),
    ("a VNet alone", "network", "is not peered with hub", lambda s: drop(s, PEERING)),
    (
        "a peering that takes nothing from the gateway",
        "network",
        "gateway of the other VNet forwards",
        lambda s: put(properties(s, PEERING), "allowForwardedTraffic", False),
    ),
    (
        "a way around the firewall",
        "network",
        "does not go out by the firewall 10.0.1.4 alone",
        lambda s: variable(s, "hasNat", "[and(variables('ownNetwork'), variables('private'))]"),
    ),
    ("services that the firewall does not see", "network", "apps: does not go out by", lambda s: subnet(s, "apps").pop("routeTable")),
    (
        "jobs that may not go to the company",
        "network",
        "nodes to 10.0.0.4, port 443, does not get through",
        lambda s: put(rule(s, "nodes", "nothing-else-inside"), "destinationAddressPrefix", "VirtualNetwork"),
    ),
    (
        "zones that somebody else makes",
        "endpoints",
        "are made here though",
        lambda s: variable(s, "makesZones", "[not(equals(parameters('privateDns'), 'none'))]"),
    ),
    # A trial
    ("a trial with a Premium registry", "costs", "its SKU must be Basic", lambda s: put(one(s, REGISTRY)["sku"], "name", "Premium")),
    (
        "a Basic registry for everybody",
        "costs",
        "its SKU must be Premium",
        lambda s: put(one(s, REGISTRY)["sku"], "name", "[if(empty(parameters('appName')), 'Premium', 'Basic')]"),
    ),
    (
        "a trial with a NAT gateway",
        "costs",
        "a trial does without",
        lambda s: put(one(s, NAT), "condition", "[variables('ownNetwork')]"),
    ),
    (
        "a trial with private endpoints",
        "costs",
        "a trial does without",
        lambda s: put(one(s, ENDPOINT, "-vault-"), "condition", "[or(variables('private'), variables('selfHosted'))]"),
    ),
    (
        "a gateway that stops when it is needed",
        "costs",
        "whether it stops when nobody calls",
        lambda s: put(properties(s, APP, "gatewayName")["template"]["scale"], "minReplicas", 0),
    ),
    (
        "nodes of a trial without a way out",
        "costs",
        "must be BatchManaged",
        lambda s: put(properties(s, POOL)["networkConfiguration"]["publicIPAddressConfiguration"], "provision", "NoPublicIPAddresses"),
    ),
    (
        "a Batch account for everybody",
        "network",
        "is open to the public",
        lambda s: put(properties(s, ACCOUNT), "publicNetworkAccess", "Enabled"),
    ),
    # Forges
    (
        "an App's key that anybody reads",
        "secrets",
        "not a secureString",
        lambda s: put(s.template["parameters"]["githubAppPrivateKey"], "type", "string"),
    ),
]
