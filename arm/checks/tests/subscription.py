"""An Azure subscription as far as the walk-through needs one: what is there, and what a call asks for that is not."""

from armchecks.__main__ import typed
from armchecks.evaluation import Evaluation
from armchecks.images import used

APPS, POOLS = "Microsoft.App/containerApps", "Microsoft.Batch/batchAccounts/pools"
ROLES, SECRETS = "Microsoft.Authorization/roleAssignments", "Microsoft.KeyVault/vaults/secrets"


class Subscription:
    """Takes the recorder's calls in their order; what Azure would refuse, or answer only later, is in refusals."""

    def __init__(self, template):
        self.template, self.refusals = template, []
        self.providers, self.groups, self.deployments = set(), set(), set()
        self.there, self.images, self.built, self.pushed = {}, set(), set(), set()

    def take(self, calls):
        for call in calls:
            words = call["words"]
            name = " ".join(words[: next((at for at, word in enumerate(words) if word.startswith("-")), len(words))])
            handler = getattr(self, f"_{call['program']}_{name.replace(' ', '_').replace('-', '_')}", None)
            if handler is not None:
                handler(words, call["files"])
            elif call["program"] in ("az", "docker"):
                getattr(self, f"_{call['program']}_{words[0]}")(words, call["files"])
        return self.refusals

    def _az_provider_register(self, words, _):
        namespace = option(words, "--namespace")
        self.providers.add(namespace)
        if "--wait" not in words:
            self.refusals.append(f"{namespace}: register returns at once, before it is registered")

    def _az_group_create(self, words, _):
        self.groups.add(option(words, "--name"))

    def _az_deployment_group_what_if(self, words, files):
        self._evaluation(words, files)

    def _az_deployment_group_create(self, words, files):
        evaluation = self._evaluation(words, files)
        pools, apps = evaluation.deployed(POOLS), evaluation.deployed(APPS)
        if pools and apps:
            self.refusals.append("pool and services in one deployment: after a fault the pool is there, and cannot be deployed again")
        for resource in evaluation.deployed():
            self._registered(resource)
        for pool in pools:
            if pool.id in self.there:
                self.refusals.append(f"{pool.id.split('/')[-1]}: PropertyCannotBeUpdated, it is there")
        for where, image in used(evaluation):
            if image not in self.images:
                self.refusals.append(f"{where.split('/')[-1]} runs {image}, which is not in the registry")
        for resource in [*pools, *apps]:
            self._roles(resource)
        self.there |= {resource.id: resource for resource in evaluation.deployed()}
        if apps:
            self._routes(evaluation)
        self.deployments.add("azuredeploy")

    def _az_deployment_group_show(self, words, _):
        if option(words, "--name") not in self.deployments:
            self.refusals.append(f"there is no deployment {option(words, '--name')} to show")

    def _az_acr_import(self, words, _):
        source, name = option(words, "--source"), option(words, "--name")
        registries = [id for id, one in self.there.items() if one.type == "Microsoft.ContainerRegistry/registries"]
        if not any(id.endswith("/" + name) for id in registries):
            self.refusals.append(f"there is no registry {name} to import into")
        if source not in self.pushed:
            self.refusals.append(f"{source} was pushed nowhere")
        self.images.add(f"{name}.azurecr.io/{option(words, '--image')}")

    def _docker_build(self, words, _):
        self.built.add(option(words, "-t"))

    def _docker_pull(self, words, _):
        self.built.add(words[1])

    def _docker_tag(self, words, _):
        if words[1] not in self.built:
            self.refusals.append(f"there is no image {words[1]} to tag")
        self.built.add(words[2])

    def _docker_push(self, words, _):
        self.pushed.add(words[1])
        if words[1] not in self.built:
            self.refusals.append(f"{words[1]} is pushed, but was not built")

    def _evaluation(self, words, files):
        if option(words, "--resource-group") not in self.groups:
            self.refusals.append(f"there is no resource group {option(words, '--resource-group')}")
        values = {}
        at = words.index("--parameters") + 1
        for word in words[at:]:
            if word.startswith("@"):
                values |= {name: one["value"] for name, one in files[word[1:]]["parameters"].items()}
            else:
                name, _, text = word.partition("=")
                values[name] = typed(name, text, self.template["parameters"])
        evaluation = Evaluation(self.template, values)
        self.refusals += [f"{path}: {message}" for path, message in evaluation.errors]
        return evaluation

    def _registered(self, resource):
        """An environment in one's own VNet needs ContainerService besides (thread Azure/bicep #14935, SubscriptionIsNotRegistered). Rule aca-container-service."""
        needed = {resource.type.split("/")[0]}
        if resource.type == "Microsoft.App/managedEnvironments" and resource.get("properties", "vnetConfiguration"):
            needed.add("Microsoft.ContainerService")
        for namespace in sorted(needed - self.providers):
            self.refusals.append(f"{resource.type}: SubscriptionIsNotRegistered, {namespace}")

    def _roles(self, resource):
        """A role takes minutes to hold, so it must come from an earlier deployment; and a secret must have been given."""
        for target in resource.depends_on:
            roles = f"/providers/{ROLES}/" in target
            if roles and target not in self.there and self._is_used(target, resource):
                self.refusals.append(f"{resource.id.split('/')[-1]} needs a role that comes no sooner than it, or never: {target}")
        for secret in resource.get("properties", "configuration", "secrets", default=[]):
            if "keyVaultUrl" in secret and not any(id.endswith("/secrets/" + secret["name"]) for id in self.there):
                self.refusals.append(f"{resource.id.split('/')[-1]} reads {secret['name']}, which nobody has given")

    def _is_used(self, role, resource):
        """Of the secrets that it waits for, it reads some: those of another way to sign in are not given."""
        names = [one["name"] for one in resource.get("properties", "configuration", "secrets", default=[])]
        return "/secrets/" not in role or role.split("/secrets/")[1].split("/")[0] in names

    def _routes(self, evaluation):
        there = {id.split("/")[-1].lower() for id, one in self.there.items() if one.type == POOLS}
        for pool in evaluation.given["fleet"]["pools"]:
            if not pool.get("retired") and pool["batchPool"].lower() not in there:
                self.refusals.append(f"jobs of {pool['name']} go to {pool['batchPool']}, which no step makes")


def option(words, name):
    return words[words.index(name) + 1]
