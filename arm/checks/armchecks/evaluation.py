"""Evaluates a template with one set of parameters, as Resource Manager would, but for what only a running Azure knows."""

import uuid
from dataclasses import dataclass, field

from .functions import FUNCTIONS
from .syntax import ExpressionError, Index, Literal, Property, is_expression, parse

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
GROUP = SUBSCRIPTION + "/resourceGroups/mayfly"
LOCATION = "westeurope"
# What environment() answers, by cloud, as far as the template asks: Azure's docs, and az cloud list.
ENVIRONMENTS = {
    "AzureCloud": {
        "batch": "https://batch.core.windows.net/",
        "suffixes": {"acrLoginServer": ".azurecr.io", "keyvaultDns": ".vault.azure.net"},
    },
    "AzureUSGovernment": {
        "batch": "https://batch.core.usgovcloudapi.net",
        "suffixes": {"acrLoginServer": ".azurecr.us", "keyvaultDns": ".vault.usgovcloudapi.net"},
    },
    "AzureChinaCloud": {
        "batch": "https://batch.chinacloudapi.cn",
        "suffixes": {"acrLoginServer": ".azurecr.cn", "keyvaultDns": ".vault.azure.cn"},
    },
}

# What reference() may ask of a resource, by type: names of ids that Azure makes up, or texts; {name} is the resource's.
RUNTIME = {
    "microsoft.managedidentity/userassignedidentities": ("principalId", "clientId"),
    "microsoft.batch/batchaccounts": {"accountEndpoint": "{name}.westeurope.batch.azure.com"},
    "microsoft.keyvault/vaults": {"vaultUri": "https://{name}.vault.azure.net/"},
    "microsoft.app/managedenvironments": {"defaultDomain": "calm-sea.westeurope.azurecontainerapps.io"},
    "microsoft.network/publicipaddresses": {"ipAddress": "203.0.113.7"},
    "microsoft.dbforpostgresql/flexibleservers": {"fullyQualifiedDomainName": "{name}.postgres.database.azure.com"},
}


@dataclass
class Resource:
    """One resource of the template, evaluated; body is empty when its condition is false."""

    path: str
    id: str
    type: str
    api_version: str
    deployed: bool
    depends_on: list
    body: dict = field(default_factory=dict)

    def get(self, *names, default=None):
        """What stands at this path of names in the body."""
        value = self.body
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
            if value is None:
                return default
        return value


class Evaluation:
    """The template with these parameters. Raises nothing: what could not be evaluated is in errors, by path."""

    def __init__(self, template, parameters, cloud="AzureCloud"):
        self.template, self.given = template, parameters
        self.cloud = {"name": cloud, **ENVIRONMENTS[cloud]}
        self.errors, self.branches = [], {}
        self._variables, self._asked = {}, set()
        self.used = {"parameters": set(), "variables": set()}
        self.resources = [self._head(at, raw) for at, raw in enumerate(template.get("resources", []))]
        self.by_id = {resource.id.lower(): resource for resource in self.resources}
        for resource, raw in zip(self.resources, template.get("resources", []), strict=False):
            if resource.deployed:
                skipped = ("condition", "dependsOn")
                body = {key: value for key, value in raw.items() if key not in skipped}
                resource.body = self.value(body, resource.path)
        self.outputs = {name: self.value(output.get("value"), f"outputs/{name}") for name, output in template.get("outputs", {}).items()}

    def deployed(self, type_name=None):
        return [r for r in self.resources if r.deployed and type_name in (None, r.type)]

    def find(self, resource_id):
        """The resource with this id if it is deployed, else None."""
        resource = self.by_id.get(resource_id.lower()) if isinstance(resource_id, str) else None
        return resource if resource is not None and resource.deployed else None

    def _head(self, at, raw):
        path = f"resources/{at} {raw.get('type')}"
        name = self.value(raw.get("name", ""), path + "/name")
        condition = self.value(raw.get("condition", True), path + "/condition")
        if "condition" in raw:
            self.branches.setdefault((path, "condition"), set()).add(condition is True)
        scope = self.value(raw.get("scope", ""), path + "/scope")
        depends_on = self.value(raw.get("dependsOn", []), path + "/dependsOn")
        identity = _id(scope or GROUP, raw.get("type", ""), str(name).split("/"))
        return Resource(f"{path} {name}", identity, raw.get("type", ""), raw.get("apiVersion", ""), condition is True, depends_on)

    def value(self, raw, path):
        """A value of the template with its expressions evaluated."""
        if isinstance(raw, dict):
            return {self.value(key, path): self.value(item, f"{path}/{key}") for key, item in raw.items()}
        if isinstance(raw, list):
            return [self.value(item, f"{path}/{at}") for at, item in enumerate(raw)]
        if not isinstance(raw, str) or not is_expression(raw):
            return raw[1:] if isinstance(raw, str) and raw.startswith("[[") else raw
        try:
            return self._tree(parse(raw), path, {})
        except ExpressionError as error:
            self.errors.append((path, str(error)))
        except (TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
            self.errors.append((path, f"{raw[:120]}: {error}"))
        return None

    def _tree(self, tree, path, local):
        if isinstance(tree, Literal):
            return tree.value
        if isinstance(tree, Property):
            return self._member(self._tree(tree.target, path, local), tree.name)
        if isinstance(tree, Index):
            return self._member(self._tree(tree.target, path, local), self._tree(tree.key, path, local))
        return self._call(tree, path, local)

    @staticmethod
    def _member(target, key):
        if isinstance(target, list) and isinstance(key, int) and key < len(target):
            return target[key]
        if isinstance(target, dict):
            for name, value in target.items():
                if name.lower() == str(key).lower():
                    return value
        raise ExpressionError(f"there is no {key!r} in {str(target)[:80]}")

    def _call(self, call, path, local):
        special = getattr(self, "_do_" + call.name, None)
        if special is not None:
            return special(call, path, local)
        arguments = [self._tree(argument, path, local) for argument in call.arguments]
        if call.name in ("map", "filter"):
            values, function = arguments
            results = [function(value) for value in values]
            return results if call.name == "map" else [value for value, kept in zip(values, results, strict=False) if kept is True]
        if call.name not in FUNCTIONS:
            raise ExpressionError(f"there is no function {call.name}")
        return FUNCTIONS[call.name](*arguments)

    def _do_if(self, call, path, local):
        condition, yes, no = call.arguments
        taken = self._tree(condition, path, local)
        if not isinstance(taken, bool):
            raise ExpressionError(f"if wants a truth value, not {taken!r}")
        self.branches.setdefault((path, f"if at {call.position}"), set()).add(taken)
        return self._tree(yes if taken else no, path, local)

    def _do_lambda(self, call, path, local):
        name, body = call.arguments[0].value, call.arguments[-1]
        return lambda value: self._tree(body, path, {**local, name: value})

    def _do_lambdavariables(self, call, path, local):
        name = call.arguments[0].value
        if name not in local:
            raise ExpressionError(f"there is no lambda variable {name!r} here")
        return local[name]

    def _do_parameters(self, call, path, local):
        name = self._tree(call.arguments[0], path, local)
        self.used["parameters"].add(name)
        declared = self.template.get("parameters", {}).get(name)
        if declared is None:
            raise ExpressionError(f"there is no parameter {name!r}")
        if name in self.given:
            return self.given[name]
        if "defaultValue" not in declared:
            raise ExpressionError(f"parameter {name!r} has no value")
        return self.value(declared["defaultValue"], f"parameters/{name}")

    def _do_variables(self, call, path, local):
        name = self._tree(call.arguments[0], path, local)
        self.used["variables"].add(name)
        if name not in self.template.get("variables", {}):
            raise ExpressionError(f"there is no variable {name!r}")
        if name in self._asked:
            raise ExpressionError(f"variable {name!r} needs itself")
        if name not in self._variables:
            self._asked.add(name)
            self._variables[name] = self.value(self.template["variables"][name], f"variables/{name}")
            self._asked.discard(name)
        return self._variables[name]

    def _do_reference(self, call, path, local):
        if path.startswith("variables/"):
            raise ExpressionError("reference() can't be used in a variable")
        target, version = [self._tree(argument, path, local) for argument in call.arguments]
        resource = self.find(target)
        if resource is None:
            raise ExpressionError(f"reference() to {target}, which is not deployed here")
        if resource.api_version != version:
            raise ExpressionError(f"reference() asks {target} at {version}, it is deployed at {resource.api_version}")
        return runtime(resource)

    def _do_resourceid(self, call, path, local):
        kind, *names = [self._tree(argument, path, local) for argument in call.arguments]
        return _id(GROUP, kind, names)

    def _do_subscriptionresourceid(self, call, path, local):
        kind, *names = [self._tree(argument, path, local) for argument in call.arguments]
        return _id(SUBSCRIPTION, kind, names)

    def _do_extensionresourceid(self, call, path, local):
        scope, kind, *names = [self._tree(argument, path, local) for argument in call.arguments]
        return _id(scope, kind, names)

    def _do_resourcegroup(self, call, path, local):
        return {"id": GROUP, "name": "mayfly", "location": LOCATION}

    def _do_subscription(self, call, path, local):
        return {"id": SUBSCRIPTION, "tenantId": "00000000-0000-0000-0000-000000000002"}

    def _do_environment(self, call, path, local):
        return self.cloud


def runtime(resource):
    """What a running Azure would say of this resource; nothing is known of most."""
    known = RUNTIME.get(resource.type.lower(), {})
    if isinstance(known, tuple):
        return {key: str(uuid.uuid5(uuid.NAMESPACE_URL, resource.id + key)) for key in known}
    return {key: value.format(name=resource.id.split("/")[-1]) for key, value in known.items()}


def _id(scope, kind, names):
    provider, *types = kind.split("/")
    if not types or len(types) != len(names):
        raise ExpressionError(f"{kind} has {len(types)} parts, but there are {len(names)} names: {names}")
    return scope + "/providers/" + provider + "".join(f"/{one}/{name}" for one, name in zip(types, names, strict=False))
