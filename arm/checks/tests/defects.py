"""Defects as somebody might make them: what they did, which check must find it, words that must stand there, the deed."""


def one(sources, kind, ending=""):
    """The first resource of this type whose name ends so."""
    return next(r for r in sources.template["resources"] if r["type"] == kind and ending in r["name"])


def properties(sources, kind, ending=""):
    return one(sources, kind, ending)["properties"]


def drop(sources, kind, ending=""):
    sources.template["resources"].remove(one(sources, kind, ending))


def subnet(sources, name):
    subnets = properties(sources, "Microsoft.Network/virtualNetworks")["subnets"]
    return next(one["properties"] for one in subnets if one["name"] == name)


def rule(sources, group, name):
    rules = properties(sources, "Microsoft.Network/networkSecurityGroups", group)["securityRules"]
    return next(one["properties"] for one in rules if one["name"] == name)


POOL = "Microsoft.Batch/batchAccounts/pools"
ACCOUNT = "Microsoft.Batch/batchAccounts"
REGISTRY = "Microsoft.ContainerRegistry/registries"
APP = "Microsoft.App/containerApps"
ENDPOINT = "Microsoft.Network/privateEndpoints"
ROLE = "Microsoft.Authorization/roleAssignments"
# How the name of the worker's role at Batch ends.
WORKER = "'worker')"
ZONE_GROUP = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"
DATABASE = "reference(resourceId('Microsoft.DBforPostgreSQL/flexibleServers', variables('postgresName')), '2025-08-01')"
METRIC_ALERT = "Microsoft.Insights/metricAlerts"
LOG_ALERT = "Microsoft.Insights/scheduledQueryRules"
DIAGNOSTICS = "Microsoft.Insights/diagnosticSettings"
LINK = "Microsoft.Network/privateDnsZones/virtualNetworkLinks"


def vm(sources, pool="linuxPoolName"):
    return properties(sources, POOL, pool)["deploymentConfiguration"]["virtualMachineConfiguration"]


def ingress(sources, app="gateway"):
    return properties(sources, APP, app)["configuration"]["ingress"]


def container(sources, app):
    return properties(sources, APP, app)["template"]["containers"][0]


def criterion(sources, kind, ending=""):
    return properties(sources, kind, ending)["criteria"]["allOf"][0]


def secrets(sources, app, old, new):
    """Another text in an app's secrets."""
    configuration = properties(sources, APP, app)["configuration"]
    assert old in configuration["secrets"]
    configuration["secrets"] = configuration["secrets"].replace(old, new)


def role(guid):
    return f"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '{guid}')]"


def put(target, key, value):
    target[key] = value


def variable(sources, name, value):
    sources.template["variables"][name] = value


DEFECTS = [
    # Expressions, parameters and shape
    (
        "a misspelt function",
        "expressions",
        "concatt",
        lambda s: variable(s, "batchAccountName", "[concatt(variables('compactName'), 'aba')]"),
    ),
    ("a missing bracket", "expressions", "missing", lambda s: variable(s, "vnetName", "[concat(variables('name'), '-net']")),
    ("a parameter that does not exist", "expressions", "maxNode'", lambda s: variable(s, "vnetName", "[string(parameters('maxNode'))]")),
    (
        "a property that no identity has",
        "expressions",
        "principleId",
        lambda s: put(properties(s, ROLE), "principalId", properties(s, ROLE)["principalId"].replace("principalId", "principleId")),
    ),
    (
        "reference() in a variable",
        "expressions",
        "can't be used in a variable",
        lambda s: variable(
            s, "vnetName", "[reference(resourceId('Microsoft.KeyVault/vaults', variables('vaultName')), '2025-05-01').vaultUri]"
        ),
    ),
    ("a variable that needs itself", "expressions", "needs itself", lambda s: variable(s, "name", "[concat(variables('name'), 'x')]")),
    (
        "the other branch asks for what is not deployed",
        "expressions",
        "not deployed here",
        lambda s: put(
            s.template["outputs"]["vaultUri"],
            "value",
            f"[if(variables('selfHosted'), 'none', {DATABASE}.fullyQualifiedDomainName)]",
        ),
    ),
    (
        "a condition that is always true",
        "branches",
        "is True in every scenario",
        lambda s: put(one(s, REGISTRY), "condition", "[not(empty(parameters('appName')))]"),
    ),
    (
        "an if whose other branch nobody tries",
        "branches",
        "the other branch is untested",
        lambda s: variable(s, "vnetName", "[if(equals(parameters('environment'), 'dev'), 'dev-net', concat(variables('name'), '-net'))]"),
    ),
    (
        "a parameter that nothing uses",
        "shape",
        "is never used",
        lambda s: put(s.template["parameters"], "unused", {"type": "string", "defaultValue": "", "metadata": {"description": "x"}}),
    ),
    (
        "a parameters file with a name that is none",
        "parameters",
        "no such parameter",
        lambda s: put(s.parameters["parameters"], "createUbuntuBatchPool", {"value": True}),
    ),
    (
        "a value that is not allowed",
        "parameters",
        "is none of",
        lambda s: put(s.parameters["parameters"], "environment", {"value": "production"}),
    ),
    (
        "a formula changed in the template only",
        "shape",
        "formulas/2022.txt",
        lambda s: put(s.template["variables"]["formulas"], "2022", "{0} = {2} + {1}; $NodeDeallocationOption = taskcompletion;"),
    ),
    # Models
    ("a misspelt property", "models", "taskSlotPerNode", lambda s: put(properties(s, POOL), "taskSlotPerNode", 4)),
    (
        "a property removed in 2025-06-01",
        "models",
        "targetNodeCommunicationMode",
        lambda s: put(properties(s, POOL), "targetNodeCommunicationMode", "Simplified"),
    ),
    (
        "a value that the enumeration does not have",
        "models",
        "is none of",
        lambda s: put(properties(s, POOL)["taskSchedulingPolicy"], "nodeFillType", "Packed"),
    ),
    ("a text where a number belongs", "models", "int is wanted", lambda s: put(ingress(s), "targetPort", "8080")),
    ("a read-only property", "models", "read-only", lambda s: put(properties(s, REGISTRY), "loginServer", "x.azurecr.io")),
    ("a missing required property", "models", "must have it", lambda s: vm(s).pop("nodeAgentSkuId")),
    ("an API version without model", "models", "API version", lambda s: put(one(s, REGISTRY), "apiVersion", "2023-07-01")),
    (
        "a misspelt type",
        "models",
        "no model is known",
        lambda s: put(one(s, "Microsoft.Network/natGateways"), "type", "Microsoft.Network/natGateway"),
    ),
    (
        "an unknown property deep in an old client's model",
        "models",
        "ipSecurityRestriction",
        lambda s: put(ingress(s), "ipSecurityRestriction", []),
    ),
    (
        "a misspelt property of an alert",
        "models",
        "metric_name",
        lambda s: put(properties(s, "Microsoft.Insights/metricAlerts")["criteria"]["allOf"][0], "metric_name", "x"),
    ),
    # References
    (
        "an endpoint that does not wait for the network",
        "references",
        "does not wait for it",
        lambda s: one(s, ENDPOINT, "-registry-")["dependsOn"].remove(
            "[resourceId('Microsoft.Network/virtualNetworks', variables('vnetName'))]"
        ),
    ),
    (
        "a network that is deployed after its user",
        "references",
        "does not have",
        lambda s: one(s, POOL)["dependsOn"].append("[resourceId('Microsoft.Network/virtualNetworks', 'other')]"),
    ),
    (
        "two that wait for each other",
        "references",
        "which depends on it",
        lambda s: one(s, ACCOUNT).update(
            dependsOn=["[resourceId('Microsoft.Batch/batchAccounts/pools', variables('batchAccountName'), variables('linuxPoolName'))]"]
        ),
    ),
    (
        "a zone removed and still asked for",
        "references",
        "which is not deployed",
        lambda s: put(one(s, "Microsoft.Network/privateDnsZones", "registryZone"), "condition", "[variables('selfHosted')]"),
    ),
    (
        "a vault with too long a name",
        "names",
        "are allowed",
        lambda s: variable(s, "vaultName", "[concat(variables('name'), '-keys-of-everything')]"),
    ),
    # Network
    (
        "subnets that overlap",
        "network",
        "overlaps",
        lambda s: variable(s, "appsSubnet", "[cidrSubnet(parameters('vnetAddressPrefix'), 25, 3)]"),
    ),
    ("a subnet outside the VNet", "network", "outside the VNet", lambda s: variable(s, "vaultSubnet", "10.0.0.0/27")),
    ("more nodes than addresses", "network", "has room for", lambda s: put(s.template["parameters"]["maxNodes"], "maxValue", 1000)),
    ("a subnet without security group", "network", "no network security group", lambda s: subnet(s, "vault").pop("networkSecurityGroup")),
    ("nodes without NAT", "network", "no NAT gateway", lambda s: subnet(s, "nodes").pop("natGateway")),
    ("default outbound access", "network", "default outbound", lambda s: put(subnet(s, "nodes"), "defaultOutboundAccess", True)),
    (
        "nodes that reach the vault",
        "network",
        "nodes to vault",
        lambda s: (
            put(rule(s, "nodes", "nothing-else-inside"), "access", "Allow"),
            put(rule(s, "vault", "nothing-else-comes-in"), "access", "Allow"),
        ),
    ),
    (
        "nodes open to the internet",
        "network",
        "to nodes, port 3389, gets through",
        lambda s: put(rule(s, "nodes", "nothing-comes-in"), "access", "Allow"),
    ),
    (
        "nodes cut off from the registry",
        "network",
        "nodes to endpoints, port 443, does not",
        lambda s: put(rule(s, "endpoints", "from-nodes"), "priority", 4001),
    ),
    (
        "security rules that do not hold for endpoints",
        "network",
        "do not hold",
        lambda s: subnet(s, "vault").pop("privateEndpointNetworkPolicies"),
    ),
    (
        "a registry open to the public",
        "network",
        "open to the public",
        lambda s: put(properties(s, REGISTRY), "publicNetworkAccess", "Enabled"),
    ),
    (
        "public Batch for everybody",
        "network",
        "open to the public",
        lambda s: put(properties(s, ACCOUNT)["networkProfile"]["accountAccess"], "defaultAction", "Allow"),
    ),
    (
        "no endpoint for the nodes' conversation with Batch",
        "endpoints",
        "nodeManagement",
        lambda s: (drop(s, ZONE_GROUP, "-batch-nodes-"), drop(s, ENDPOINT, "-batch-nodes-")),
    ),
    ("an endpoint without zone", "endpoints", "must be resolved by privatelink.azurecr.io", lambda s: drop(s, ZONE_GROUP, "-registry-")),
    (
        "an endpoint in the wrong zone",
        "endpoints",
        "must be resolved by privatelink.batch.azure.com",
        lambda s: put(
            properties(s, ZONE_GROUP, "-batch-pep")["privateDnsZoneConfigs"][0]["properties"],
            "privateDnsZoneId",
            "[resourceId('Microsoft.Network/privateDnsZones', variables('vaultZone'))]",
        ),
    ),
    ("a zone that is not linked", "endpoints", "not linked", lambda s: drop(s, LINK, "vaultZone")),
    # Who may come in
    ("a gateway for everybody", "ingress", "without a list", lambda s: ingress(s).pop("ipSecurityRestrictions")),
    (
        "a list of who may not come",
        "ingress",
        "without a list",
        lambda s: put(ingress(s), "ipSecurityRestrictions", [{"name": "x", "action": "Deny", "ipAddressRange": "203.0.113.0/24"}]),
    ),
    (
        "a range that is everybody",
        "ingress",
        "as good as everybody",
        lambda s: put(s.template["parameters"]["githubHookIpRanges"], "defaultValue", ["0.0.0.0/0"]),
    ),
    ("the admin port in public", "ingress", "not the one for the public", lambda s: put(ingress(s), "targetPort", 8081)),
    ("a public Temporal", "ingress", "only the gateway", lambda s: put(ingress(s, "temporalName"), "external", True)),
    (
        "Azure DevOps let in where nobody uses it",
        "ingress",
        "the subnet's rule has",
        lambda s: (
            put(s.template["parameters"]["azureDevOpsIpRanges"], "defaultValue", ["40.74.28.0/23"]),
            put(
                rule(s, "apps", "webhooks"),
                "sourceAddressPrefixes",
                "[concat(parameters('githubHookIpRanges'), parameters('azureDevOpsIpRanges'))]",
            ),
        ),
    ),
    (
        "Azure DevOps kept out where it is used",
        "ingress",
        "its own list has",
        lambda s: put(
            ingress(s),
            "ipSecurityRestrictions",
            ingress(s)["ipSecurityRestrictions"].replace("variables('senders')", "parameters('githubHookIpRanges')"),
        ),
    ),
    # Identities
    (
        "a pool without the right to pull",
        "identities",
        "has no role for it",
        lambda s: put(one(s, ROLE, "-pool-id"), "scope", "[resourceId('Microsoft.Batch/batchAccounts', variables('batchAccountName'))]"),
    ),
    (
        "an identity that the pool does not have",
        "identities",
        "not its identity",
        lambda s: put(
            vm(s)["containerConfiguration"]["containerRegistries"][0]["identityReference"],
            "resourceId",
            "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', concat(variables('name'), '-worker-id'))]",
        ),
    ),
    (
        "a password for the registry",
        "identities",
        "with a password",
        lambda s: vm(s)["containerConfiguration"]["containerRegistries"][0].update(username="x", password="y"),
    ),
    (
        "a role too many",
        "identities",
        "more than anything here needs",
        lambda s: put(properties(s, ROLE, WORKER), "roleDefinitionId", role("b24988ac-6180-42a0-ab88-20f7382dd24c")),
    ),
    (
        "a gateway that may read the GitHub token",
        "identities",
        "has no business with",
        lambda s: put(
            properties(s, APP, "gatewayName")["configuration"],
            "secrets",
            properties(s, APP, "gatewayName")["configuration"]["secrets"].replace("github-webhook-secret", "github-token"),
        ),
    ),
    (
        "a gateway that may read the token of Azure DevOps",
        "identities",
        "the gateway has no business with azure-devops-token",
        lambda s: secrets(s, "gatewayName", "azure-devops-request-secret", "azure-devops-token"),
    ),
    (
        "a reader of every secret",
        "identities",
        "every secret",
        lambda s: put(one(s, ROLE, "github-token"), "scope", "[resourceId('Microsoft.KeyVault/vaults', variables('vaultName'))]"),
    ),
    (
        "a worker without the right to use Batch",
        "identities",
        "makes Batch tasks, but mayfly-prd-worker-id has no role for it",
        lambda s: one(s, ROLE, WORKER).update(one(s, ROLE, "-pool-id"), name=one(s, ROLE, WORKER)["name"]),
    ),
    (
        "a worker that may submit jobs and not take a node out of scheduling",
        "identities",
        "makes Batch tasks, but",
        lambda s: put(properties(s, ROLE, WORKER), "roleDefinitionId", role("48e5e92e-a480-4e71-aa9c-2778f4c13781")),
    ),
    (
        "a worker that signs in to Batch as the gateway",
        "identities",
        "which is not its identity",
        lambda s: secrets(s, "workerName", "'-worker-id')), '2024-11-30').clientId", "'-gateway-id')), '2024-11-30').clientId"),
    ),
    (
        "the account key in worker.yml",
        "identities",
        "takes Entra ID only",
        lambda s: secrets(s, "workerName", "'entra',", "'key', createObject('env', 'BATCH_KEY'), 'entra',"),
    ),
    (
        "tokens for the public cloud's Batch everywhere",
        "identities",
        "not for the Batch of AzureUSGovernment",
        lambda s: secrets(s, "workerName", "environment().batch", "'https://batch.core.windows.net/'"),
    ),
    (
        "an output that is not what the worker runs with",
        "identities",
        "is not what the worker runs with",
        lambda s: put(s.template["outputs"]["workerYml"], "value", "[string(variables('workerConfiguration'))]"),
    ),
    (
        "the public cloud's zone everywhere",
        "endpoints",
        "must be resolved by privatelink.batch.usgovcloudapi.net",
        lambda s: variable(s, "batchZone", "privatelink.batch.azure.com"),
    ),
    # Alerts
    (
        "no alert for unusable nodes",
        "alerts",
        "nobody is told of UnusableNodeCount",
        lambda s: drop(s, METRIC_ALERT, "-unusable-nodes"),
    ),
    (
        "a start task's alert on a metric that there is not",
        "alerts",
        "is no metric of",
        lambda s: put(criterion(s, METRIC_ALERT, "-start-task-failures"), "metricName", "StartTaskFailed"),
    ),
    (
        "two metrics that must both be met",
        "alerts",
        "exactly one criterion",
        lambda s: properties(s, METRIC_ALERT, "-idle-nodes")["criteria"]["allOf"].append(criterion(s, METRIC_ALERT, "-unusable-nodes")),
    ),
    (
        "node counts averaged, which their metrics are not",
        "alerts",
        "its aggregation is Total",
        lambda s: put(criterion(s, METRIC_ALERT, "-idle-nodes"), "timeAggregation", "Average"),
    ),
    (
        "an alert whenever a burst's nodes wait for the next one",
        "alerts",
        "tells too much",
        lambda s: variable(s, "idleNodeMinutes", "[mul(2, parameters('minNodes'))]"),
    ),
    (
        "an alert for the fifth unusable node",
        "alerts",
        "tells too much or too little",
        lambda s: put(criterion(s, METRIC_ALERT, "-unusable-nodes"), "threshold", 5),
    ),
    (
        "an alert on the registry",
        "alerts",
        "does not look at the Batch account",
        lambda s: put(
            properties(s, METRIC_ALERT, "-idle-nodes"),
            "scopes",
            ["[resourceId('Microsoft.ContainerRegistry/registries', variables('registryName'))]"],
        ),
    ),
    ("no alert for resizes that failed", "alerts", "could not be resized", lambda s: drop(s, LOG_ALERT)),
    (
        "an alert for resizes that did not fail",
        "alerts",
        "could not be resized",
        lambda s: variable(s, "failedResizes", s.template["variables"]["failedResizes"].replace("'Failure'", "'Success'")),
    ),
    (
        "an alert on a log that nobody sends",
        "alerts",
        "sends its service log to no workspace",
        lambda s: put(properties(s, DIAGNOSTICS, "batch")["logs"][0], "categoryGroup", "audit"),
    ),
    (
        "an alert that leaves out the operators' own group",
        "alerts",
        "sends no e-mail",
        lambda s: put(properties(s, LOG_ALERT)["actions"], "actionGroups", "[parameters('alertActionGroups')]"),
    ),
    (
        "an alert that leaves out the groups given",
        "alerts",
        "does not tell pager",
        lambda s: put(properties(s, METRIC_ALERT, "-idle-nodes"), "actions", "[createArray()]"),
    ),
    (
        "alerts that nobody hears",
        "alerts",
        "tells nobody",
        lambda s: one(s, LOG_ALERT).update(condition="[not(variables('deploySelfHosted'))]"),
    ),
    (
        "a severity that there is not",
        "models",
        "5 is none of",
        lambda s: put(properties(s, LOG_ALERT), "severity", 5),
    ),
    # Images
    (
        "an image that is not prefetched",
        "images",
        "does not prefetch",
        lambda s: variable(s, "linuxImages", "[createArray(first(variables('linuxPools')).image)]"),
    ),
    (
        "a pool of the fleet that no template has",
        "images",
        "there is no Batch pool",
        lambda s: (put(s.fleet["pools"][0], "batchPool", "batchMac"), put(s.parameters["parameters"]["fleet"], "value", s.fleet)),
    ),
    (
        "an image that does not say where it is from",
        "images",
        "does not begin with its registry",
        lambda s: (put(s.fleet["pools"][0], "image", "runner:1"), put(s.parameters["parameters"]["fleet"], "value", s.fleet)),
    ),
    ("a parameters file behind mayfly.yml", "images", "is not what mayfly.yml has", lambda s: s.fleet["pools"].pop()),
    (
        "an image from elsewhere",
        "images",
        "is not in the registry here",
        lambda s: put(container(s, "temporalUiName"), "image", "registry.example.com/temporalio/ui:2.49.1"),
    ),
    (
        "an image without tag",
        "images",
        "needs a tag",
        lambda s: put(container(s, "temporalUiName"), "image", "[format('{0}/temporalio/ui', variables('registryServer'))]"),
    ),
    # Secrets
    ("a token as a string", "secrets", "not a secureString", lambda s: put(s.template["parameters"]["githubToken"], "type", "string")),
    ("a secret with a default", "secrets", "no default", lambda s: put(s.template["parameters"]["sealingKey"], "defaultValue", "c2VjcmV0")),
    (
        "a token in the environment",
        "secrets",
        "in clear",
        lambda s: put(
            s.template["variables"],
            "workerEnvironment",
            "[createArray(createObject('name', 'X', 'value', parameters('githubToken')))]",
        ),
    ),
    (
        "a secret in an output",
        "secrets",
        "outputs/batchUrl",
        lambda s: put(s.template["outputs"]["batchUrl"], "value", "[concat('https://', parameters('sealingKey'))]"),
    ),
    (
        "a secret in a tag",
        "secrets",
        "within a text",
        lambda s: put(one(s, REGISTRY), "tags", {"x": "[concat('token ', parameters('githubToken'))]"}),
    ),
    (
        "a variable whose secret is missing",
        "secrets",
        "which the app does not have",
        lambda s: put(properties(s, APP, "temporalName")["configuration"], "secrets", []),
    ),
    (
        "a secret in the parameters file",
        "secrets",
        "no place in this file",
        lambda s: put(s.parameters["parameters"], "githubToken", {"value": "x"}),
    ),
    # Retired
    ("the registry's admin user", "retired", "no admin user", lambda s: put(properties(s, REGISTRY), "adminUserEnabled", True)),
    (
        "a linked template",
        "retired",
        "stands alone",
        lambda s: put(s.template["variables"], "templateLink", {"uri": "https://example.com/x.json"}),
    ),
    (
        "keys that are listed",
        "retired",
        "identities have roles",
        lambda s: put(
            s.template["outputs"]["batchUrl"],
            "value",
            "[listKeys(resourceId('Microsoft.Batch/batchAccounts', variables('batchAccountName')), '2025-06-01').primary]",
        ),
    ),
    (
        "tags by a property that is gone",
        "retired",
        "removed in 2025-06-01",
        lambda s: put(properties(s, POOL), "resourceTags", {"team": "build"}),
    ),
    ("an old Batch API", "retired", "retirement list", lambda s: put(one(s, POOL), "apiVersion", "2021-06-01")),
    (
        "the account key",
        "retired",
        "Entra ID alone",
        lambda s: put(properties(s, ACCOUNT), "allowedAuthenticationModes", ["SharedKey", "AAD"]),
    ),
    (
        "the Linux image of 2022",
        "retired",
        "Ubuntu 20.04",
        lambda s: put(
            s.template["parameters"]["ubuntuImage"],
            "defaultValue",
            {
                "publisher": "microsoft-azure-batch",
                "offer": "ubuntu-server-container",
                "sku": "20-04-lts",
                "version": "latest",
                "nodeAgentSkuId": "batch.node.ubuntu 20.04",
            },
        ),
    ),
    (
        "the Windows image of 2022",
        "retired",
        "left the Marketplace",
        lambda s: put(
            vm(s, "windowsPoolName"),
            "imageReference",
            {
                "publisher": "microsoftwindowsserver",
                "offer": "windowsserver",
                "sku": "2019-datacenter-with-containers",
                "version": "latest",
            },
        ),
    ),
    ("a zone per region", "retired", "one zone", lambda s: variable(s, "batchZone", "privatelink.westeurope.batch.azure.com")),
    (
        "nodes with public addresses",
        "costs",
        "must be NoPublicIPAddresses",
        lambda s: put(properties(s, POOL)["networkConfiguration"]["publicIPAddressConfiguration"], "provision", "BatchManaged"),
    ),
    (
        "a schema over http",
        "shape",
        "$schema",
        lambda s: put(s.template, "$schema", "http://schema.management.azure.com/schemas/2014-04-01-preview/deploymentTemplate.json#"),
    ),
    (
        "a formula that kills running jobs",
        "formulas",
        "kills running jobs",
        lambda s: variable(s, "formula", "$TargetDedicatedNodes = 1; $NodeDeallocationOption = requeue;"),
    ),
    (
        "a formula with a gap",
        "formulas",
        "a gap",
        lambda s: variable(s, "formula", "$TargetDedicatedNodes = {3}; $NodeDeallocationOption = taskcompletion;"),
    ),
    # Dockerfiles
    (
        "a container as root",
        "dockerfiles",
        "not root",
        lambda s: put(s.dockerfiles, "worker.Dockerfile", s.dockerfiles["worker.Dockerfile"].replace("USER 10001:10001", "")),
    ),
    (
        "a base image without version",
        "dockerfiles",
        "needs a version",
        lambda s: put(s.dockerfiles, "gateway.Dockerfile", s.dockerfiles["gateway.Dockerfile"].replace(":17.0.20.1_1-jre-noble", ":latest")),
    ),
    (
        "an image that the user may change",
        "dockerfiles",
        "may write nothing",
        lambda s: put(
            s.dockerfiles,
            "gateway.Dockerfile",
            s.dockerfiles["gateway.Dockerfile"].replace("COPY --from=build", "COPY --chown=10001 --from=build"),
        ),
    ),
    (
        "a file system that must be written",
        "dockerfiles",
        "may write",
        lambda s: put(s.dockerfiles, "gateway.Dockerfile", s.dockerfiles["gateway.Dockerfile"].replace("-Djava.io.tmpdir=/tmp", "-Dx=y")),
    ),
]
