"""The sets of parameters that the template is evaluated with: between them every condition is true once and false once."""

from .evaluation import Evaluation

# Values that no template would have by chance: whoever finds one outside a secret's place has found a leak.
SECRETS = {
    name: f"secret-{name}-value"
    for name in (
        *("githubWebhookSecret", "githubToken", "githubAppPrivateKey", "azureDevOpsRequestSecret", "azureDevOpsToken"),
        *("sealingKey", "temporalApiKey", "postgresPassword"),
    )
}
GALLERY = (
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/images/providers/Microsoft.Compute"
    "/galleries/runners/images/windows/versions/1.0.0"
)
ON_CALL = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/on-call/providers/Microsoft.Insights/actionGroups/pager"
NETWORK = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/"
SUBNETS = {name: f"{NETWORK}company/subnets/ci-{name}" for name in ("nodes", "apps", "endpoints", "vault")}
BOTH_POOLS = {"create_UbuntuBatchPool": True, "create_WindowsBatchPool": True, "windowsImageId": GALLERY}
RUNNING = {"deployServices": True, "temporalAddress": "mayfly.a1b2c.tmprl.cloud:7233", **SECRETS}
SCENARIOS = {
    "no pool yet": {},
    "pool": {"create_UbuntuBatchPool": True},
    "services": {**RUNNING, "alertEmail": "operators@example.com"},
    "alerts elsewhere": {"alertActionGroups": [ON_CALL]},
    "secrets kept": {"deployServices": True, "temporalAddress": "mayfly.a1b2c.tmprl.cloud:7233"},
    "own temporal": {**RUNNING, "temporalAddress": "temporal.internal:7233", "temporalAuthentication": "none"},
    "self-hosted": {**RUNNING, **BOTH_POOLS, "temporal": "selfHosted"},
    "self-hosted, to begin with": {**SECRETS, "temporal": "selfHosted", "temporalAddress": ""},
    "self-hosted, secrets kept": {"deployServices": True, "temporal": "selfHosted", "temporalAddress": ""},
    "self-hosted, looked into": {**RUNNING, "temporal": "selfHosted", "operatorIpRanges": ["203.0.113.0/24"]},
    "GitHub App": {**RUNNING, "githubAppId": "123456"},
    "GitHub App, secrets kept": {"deployServices": True, "temporalAddress": "temporal.internal:7233", "githubAppId": "123456"},
    "own network": {**RUNNING, **BOTH_POOLS, "subnets": SUBNETS},
    "own network, DNS elsewhere": {**RUNNING, "temporal": "selfHosted", "subnets": SUBNETS, "privateDns": "elsewhere"},
    "peered": {"peeredVnetId": NETWORK + "hub", "useRemoteGateway": True, "dnsServers": ["10.0.0.4", "10.0.0.5"]},
    "forced tunnel": {**RUNNING, **BOTH_POOLS, "peeredVnetId": NETWORK + "hub", "firewallIp": "10.0.1.4"},
    "trial": {**RUNNING, **BOTH_POOLS, "trial": True, "nodeKind": "spot"},
    "trial, self-hosted": {**RUNNING, "trial": True, "temporal": "selfHosted"},
    "guarded metadata": {**BOTH_POOLS, "metadataProtection": "Enforce"},
    "rootless Docker": {**BOTH_POOLS, "rootlessDocker": True, "taskSlotsPerNode": 1},
    "public Batch": {"allowBatchPublicNetworkAccess": True, "batchPublicIpRanges": ["203.0.113.0/24"]},
    "spot, as in 2022": {"create_UbuntuBatchPool": True, "nodeKind": "spot", "autoscaleFormula": "2022", "minNodes": 1},
    "own formula": {
        "create_UbuntuBatchPool": True,
        "customAutoscaleFormula": "$TargetDedicatedNodes = 1; $NodeDeallocationOption = taskcompletion;",
    },
    "Azure DevOps": {**RUNNING, "azureDevOpsIpRanges": ["40.74.28.0/23"]},
    "Azure DevOps by Entra ID": {**RUNNING, "azureDevOpsSignIn": "entra"},
    "Azure DevOps, secrets kept": {"deployServices": True, "temporalAddress": "mayfly.a1b2c.tmprl.cloud:7233"},
    "US Government": {**RUNNING, **BOTH_POOLS, "temporal": "selfHosted"},
    "China": {**RUNNING, **BOTH_POOLS, "temporal": "selfHosted"},
}
DEVOPS = {"devops": {"type": "azure-devops", "apiUrl": "https://dev.azure.com/acme", "scopes": [{"agentPool": "mayfly"}]}}
ROOTLESS = {"docker": "rootless", "scaling": {"maximum": 4}}
CLOUDS = {"US Government": "AzureUSGovernment", "China": "AzureChinaCloud"}


def evaluations(sources):
    """Every scenario's evaluation, by name."""
    fleet = sources.values["fleet"]
    both = {"fleet": {**fleet, "forges": {**fleet["forges"], **DEVOPS}}}
    docker = {"fleet": {**fleet, "pools": [{**fleet["pools"][0], **ROOTLESS}]}}
    others = {"Azure DevOps": both, "rootless Docker": docker}
    return {
        name: Evaluation(
            sources.template,
            {**sources.values, **next((other for kind, other in others.items() if name.startswith(kind)), {}), **given},
            CLOUDS.get(name, "AzureCloud"),
        )
        for name, given in SCENARIOS.items()
    }
