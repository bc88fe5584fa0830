"""The sets of parameters that the template is evaluated with: between them every condition is true once and false once."""

from .evaluation import Evaluation

# Values that no template would have by chance: whoever finds one outside a secret's place has found a leak.
SECRETS = {
    name: f"secret-{name}-value"
    for name in (
        *("githubWebhookSecret", "githubToken", "azureDevOpsRequestSecret", "azureDevOpsToken"),
        *("sealingKey", "temporalApiKey", "postgresPassword"),
    )
}
GALLERY = (
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/images/providers/Microsoft.Compute"
    "/galleries/runners/images/windows/versions/1.0.0"
)
ON_CALL = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/on-call/providers/Microsoft.Insights/actionGroups/pager"
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
    "self-hosted, looked into": {**RUNNING, "temporal": "selfHosted", "operatorIpRanges": ["203.0.113.0/24"]},
    "public Batch": {"allowBatchPublicNetworkAccess": True, "batchPublicIpRanges": ["203.0.113.0/24"]},
    "spot, as in 2022": {"create_UbuntuBatchPool": True, "nodeKind": "spot", "autoscaleFormula": "2022", "minNodes": 1},
    "own formula": {
        "create_UbuntuBatchPool": True,
        "customAutoscaleFormula": "$TargetDedicatedNodes = 1; $NodeDeallocationOption = taskcompletion;",
    },
    "Azure DevOps": {**RUNNING, "azureDevOpsIpRanges": ["40.74.28.0/23"]},
    "Azure DevOps, secrets kept": {"deployServices": True, "temporalAddress": "mayfly.a1b2c.tmprl.cloud:7233"},
    "US Government": {**RUNNING, **BOTH_POOLS, "temporal": "selfHosted"},
    "China": {**RUNNING, **BOTH_POOLS, "temporal": "selfHosted"},
}
DEVOPS = {"devops": {"type": "azure-devops", "apiUrl": "https://dev.azure.com/acme", "scopes": [{"agentPool": "mayfly"}]}}
CLOUDS = {"US Government": "AzureUSGovernment", "China": "AzureChinaCloud"}


def evaluations(sources):
    """Every scenario's evaluation, by name."""
    fleet = sources.values["fleet"]
    both = {"fleet": {**fleet, "forges": {**fleet["forges"], **DEVOPS}}}
    return {
        name: Evaluation(
            sources.template,
            {**sources.values, **(both if name.startswith("Azure DevOps") else {}), **given},
            CLOUDS.get(name, "AzureCloud"),
        )
        for name, given in SCENARIOS.items()
    }
