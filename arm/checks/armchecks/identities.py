"""Who may do what: an identity, its role, and the scope of the role, for everything that is pulled, read and run."""

import json

from .evaluation import GROUP, runtime
from .findings import Finding

ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
# Of the roles that are built in nothing here needs more than these.
ROLES = {ACR_PULL: "Microsoft.ContainerRegistry/registries/", SECRETS_USER: "Microsoft.KeyVault/vaults/"}
# What the worker's ports do (BatchClient, BatchListings, BatchPools), by the names of "Azure permissions for Compute", Microsoft.Batch,
# and "Role-based access control for Azure Batch service", Assign a custom role. Which call asks for which is a guess beyond that. Azure
# Batch Job Submitter may not write to pools, Azure Batch Data Contributor may delete them. Rule azure-batch-role.
WORKER_ACTIONS = {
    *(f"Microsoft.Batch/batchAccounts/{name}" for name in ("read", "pools/read", "pools/write")),
    *(f"Microsoft.Batch/batchAccounts/pools/{name}/action" for name in ("stopResize", "disableAutoscale")),
}
WORKER_DATA_ACTIONS = {f"Microsoft.Batch/batchAccounts/jobs/{name}" for name in ("read", "write", "delete")}
DEFINITION = "Microsoft.Authorization/roleDefinitions"
# Which secrets an identity may read: nobody reads all.
READERS = {
    "gateway": {"github-webhook-secret", "azure-devops-request-secret", "temporal-api-key"},
    "worker": {"github-token", "github-app-private-key", "azure-devops-token", "sealing-key", "temporal-api-key"},
    "temporal": {"postgres-password"},
}


def check(evaluation):
    grants = list(_grants(evaluation))
    yield from _roles(evaluation)
    yield from _definitions(evaluation)
    yield from _readers(evaluation)
    for pool in evaluation.deployed("Microsoft.Batch/batchAccounts/pools"):
        vm = pool.get("properties", "deploymentConfiguration", "virtualMachineConfiguration", "containerConfiguration", default={})
        registries = vm.get("containerRegistries") or []
        if not registries:
            yield Finding("identities", pool.path, "has no registry to pull from")
        for registry in registries:
            identity = (registry.get("identityReference") or {}).get("resourceId")
            yield from _pulls(pool, registry.get("registryServer"), identity, grants, evaluation)
            if "password" in registry or "username" in registry:
                yield Finding("identities", pool.path, "signs in to the registry with a password")
    for app in evaluation.deployed("Microsoft.App/containerApps"):
        yield from _app(app, grants, evaluation)


def _grants(evaluation):
    """(principal, role, scope, id of the assignment)"""
    for one in evaluation.deployed("Microsoft.Authorization/roleAssignments"):
        role = str(one.get("properties", "roleDefinitionId")).split("/")[-1]
        yield one.get("properties", "principalId"), role, one.body.get("scope", "").lower(), one.id.lower()


def _roles(evaluation):
    for one in evaluation.deployed("Microsoft.Authorization/roleAssignments"):
        role = str(one.get("properties", "roleDefinitionId")).split("/")[-1]
        scope = one.body.get("scope", "")
        if not _is_enough(one.get("properties", "roleDefinitionId"), scope, evaluation):
            yield Finding("identities", one.path, f"role {role} on {scope or 'the resource group'} is more than anything here needs")
        if role == SECRETS_USER and "/secrets/" not in scope:
            yield Finding("identities", one.path, "may read every secret of the vault")
        if one.get("properties", "principalType") != "ServicePrincipal":
            yield Finding("identities", one.path, "without principalType, a new identity may not be found yet")


def _is_enough(definition, scope, evaluation):
    if evaluation.find(definition) is not None:
        return "/providers/Microsoft.Batch/batchAccounts/" in scope
    return f"/providers/{ROLES.get(str(definition).split('/')[-1], 'nothing')}" in scope + "/"


def _definitions(evaluation):
    for definition in evaluation.deployed(DEFINITION):
        for kind, wanted in (("actions", WORKER_ACTIONS), ("dataActions", WORKER_DATA_ACTIONS)):
            found = {one for grant in definition.get("properties", "permissions") for one in grant[kind]}
            for name in sorted(found - wanted):
                yield Finding("identities", definition.path, f"{name} is more than the worker does")
            for name in sorted(wanted - found):
                yield Finding("identities", definition.path, f"the worker needs {name}")
        if definition.get("properties", "assignableScopes") != [GROUP]:
            yield Finding("identities", definition.path, "is meant for this resource group alone")


def _readers(evaluation):
    """A role takes minutes to hold (azure-container-apps #722, #1174), so it comes with the secret, before the app that reads it. Rule aca-role-minutes."""
    scopes = {one.body.get("scope", "").lower() for one in evaluation.deployed("Microsoft.Authorization/roleAssignments")}
    for secret in evaluation.deployed("Microsoft.KeyVault/vaults/secrets"):
        if secret.id.lower() not in scopes:
            yield Finding("identities", secret.path, "comes without its reader's role, which takes minutes to hold")


def _known(identity, key, evaluation):
    resource = evaluation.find(identity)
    return runtime(resource).get(key) if resource is not None else None


def _has(resource, identity, role, scopes, grants, evaluation, what):
    own = resource.get("identity", "userAssignedIdentities", default={})
    if identity is None or identity.lower() not in (key.lower() for key in own):
        yield Finding("identities", resource.path, f"{what} with {identity}, which is not its identity")
        return
    principal = _known(identity, "principalId", evaluation)
    found = [grant for grant in grants if grant[0] == principal and grant[1] == role and grant[2] in scopes]
    if not found:
        yield Finding("identities", resource.path, f"{what}, but {identity.split('/')[-1]} has no role for it")
    elif not any(grant[3] in [str(one).lower() for one in resource.depends_on] for grant in found):
        yield Finding("identities", resource.path, f"{what}, but does not wait for the role")


def _pulls(resource, server, identity, grants, evaluation):
    registries = evaluation.deployed("Microsoft.ContainerRegistry/registries")
    suffix = evaluation.cloud["suffixes"]["acrLoginServer"]
    registries = [one for one in registries if server == one.id.split("/")[-1] + suffix]
    if not registries:
        yield Finding("identities", resource.path, f"pulls from {server}, which is not the registry here")
        return
    yield from _has(resource, identity, ACR_PULL, [registries[0].id.lower()], grants, evaluation, f"pulls from {server}")


def _app(app, grants, evaluation):
    configuration = app.get("properties", "configuration", default={})
    for registry in configuration.get("registries") or []:
        yield from _pulls(app, registry.get("server"), registry.get("identity"), grants, evaluation)
    if not configuration.get("registries"):
        yield Finding("identities", app.path, "has no registry to pull from")
    for secret in configuration.get("secrets") or []:
        if "keyVaultUrl" in secret:
            yield from _secret(app, secret, grants, evaluation)
    if app.id.endswith("-worker"):
        account = [one.id.lower() for one in evaluation.deployed("Microsoft.Batch/batchAccounts")]
        identity = next(iter(app.get("identity", "userAssignedIdentities", default={})), None)
        role = next((one.id.split("/")[-1] for one in evaluation.deployed(DEFINITION)), None)
        yield from _has(app, identity, role, account, grants, evaluation, "makes Batch tasks")
        yield from _signs_in(app, identity, evaluation)


def _signs_in(app, identity, evaluation):
    """What worker.yml says of Batch: the worker is who it says, and the token is for this cloud's Batch."""
    secrets = app.get("properties", "configuration", "secrets", default=[])
    texts = {secret["name"]: secret.get("value") for secret in secrets}
    batch = json.loads(texts.get("worker-yml") or "{}").get("batch", {})
    entra = batch.get("entra", {})
    for key in ("account", "key"):
        if key in batch:
            yield Finding("identities", app.path, f"worker.yml has batch.{key}, but the account takes Entra ID only")
    client = entra.get("managedIdentity", {}).get("clientId")
    if client is None or client != _known(identity, "clientId", evaluation):
        yield Finding("identities", app.path, f"worker.yml signs in to Batch as {client}, which is not its identity")
    if entra.get("audience") != evaluation.cloud["batch"]:
        cloud = evaluation.cloud["name"]
        yield Finding("identities", app.path, f"its tokens are for {entra.get('audience')}, not for the Batch of {cloud}")
    if texts.get("worker-yml") != evaluation.outputs.get("workerYml"):
        yield Finding("identities", "outputs/workerYml", "is not what the worker runs with")


def _secret(app, secret, grants, evaluation):
    vaults = evaluation.deployed("Microsoft.KeyVault/vaults")
    wanted = [f"{one.id}/secrets/{secret['name']}" for one in vaults]
    suffix = evaluation.cloud["suffixes"]["keyvaultDns"]
    urls = [f"https://{one.id.split('/')[-1]}{suffix}/secrets/{secret['name']}" for one in vaults]
    if secret["keyVaultUrl"] not in urls or wanted[0].lower() not in evaluation.by_id:
        yield Finding("identities", app.path, f"reads {secret['keyVaultUrl']}, which the template does not have")
        return
    scopes = [one.lower() for one in wanted]
    if evaluation.find(wanted[0]) is not None:
        yield from _has(app, secret.get("identity"), SECRETS_USER, scopes, grants, evaluation, f"reads {secret['name']}")
    elif not any(str(one).lower().startswith(f"{scopes[0]}/providers/") for one in app.depends_on):
        yield Finding("identities", app.path, f"reads {secret['name']}, but does not wait for the role")
    who = str(secret.get("identity")).split("-")[-2:-1]
    if who and secret["name"] not in READERS.get(who[0], ()):
        yield Finding("identities", app.path, f"the {who[0]} has no business with {secret['name']}")
