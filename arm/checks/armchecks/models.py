"""Types, property names and values against the models of Microsoft's management clients, each made from one API version."""

import datetime
import enum
import functools
import importlib
import inspect
import re
import typing

from .findings import Finding

# The type of a resource, the API version that the pinned client was made from, its model.
MODELS = {
    "Microsoft.App/containerApps": ("2025-07-01", "appcontainers.models", "ContainerApp"),
    "Microsoft.App/managedEnvironments": ("2025-07-01", "appcontainers.models", "ManagedEnvironment"),
    "Microsoft.Authorization/roleAssignments": ("2022-04-01", "authorization.v2022_04_01.models", "RoleAssignmentCreateParameters"),
    "Microsoft.Authorization/roleDefinitions": ("2022-04-01", "authorization.v2022_04_01.models", "RoleDefinition"),
    "Microsoft.Batch/batchAccounts": ("2025-06-01", "batch.models", "BatchAccountCreateParameters"),
    "Microsoft.Batch/batchAccounts/pools": ("2025-06-01", "batch.models", "Pool"),
    "Microsoft.ContainerRegistry/registries": ("2025-11-01", "containerregistry.models", "Registry"),
    "Microsoft.DBforPostgreSQL/flexibleServers": ("2025-08-01", "postgresqlflexibleservers.models", "Server"),
    "Microsoft.DBforPostgreSQL/flexibleServers/configurations": (
        "2025-08-01",
        "postgresqlflexibleservers.models",
        "ConfigurationForUpdate",
    ),
    "Microsoft.Insights/actionGroups": ("2023-01-01", "monitor.v2023_01_01.models", "ActionGroupResource"),
    "Microsoft.Insights/diagnosticSettings": (
        "2021-05-01-preview",
        "monitor.v2021_05_01_preview.models",
        "DiagnosticSettingsResource",
    ),
    "Microsoft.Insights/metricAlerts": ("2018-03-01", "monitor.v2018_03_01.models", "MetricAlertResource"),
    "Microsoft.Insights/scheduledQueryRules": ("2022-08-01-preview", "monitor.v2022_08_01_preview.models", "ScheduledQueryRuleResource"),
    "Microsoft.KeyVault/vaults": ("2025-05-01", "keyvault.models", "VaultCreateOrUpdateParameters"),
    "Microsoft.KeyVault/vaults/secrets": ("2025-05-01", "keyvault.models", "SecretCreateOrUpdateParameters"),
    "Microsoft.ManagedIdentity/userAssignedIdentities": ("2024-11-30", "msi.v2024_11_30.models", "Identity"),
    "Microsoft.Network/natGateways": ("2025-07-01", "network.models", "NatGateway"),
    "Microsoft.Network/networkSecurityGroups": ("2025-07-01", "network.models", "NetworkSecurityGroup"),
    "Microsoft.Network/privateDnsZones": ("2024-06-01", "privatedns.models", "PrivateZone"),
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": ("2024-06-01", "privatedns.models", "VirtualNetworkLink"),
    "Microsoft.Network/privateEndpoints": ("2025-07-01", "network.models", "PrivateEndpoint"),
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": ("2025-07-01", "network.models", "PrivateDnsZoneGroup"),
    "Microsoft.Network/publicIPAddresses": ("2025-07-01", "network.models", "PublicIPAddress"),
    "Microsoft.Network/routeTables": ("2025-07-01", "network.models", "RouteTable"),
    "Microsoft.Network/virtualNetworks": ("2025-07-01", "network.models", "VirtualNetwork"),
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings": ("2025-07-01", "network.models", "VirtualNetworkPeering"),
    "Microsoft.OperationalInsights/workspaces": ("2025-07-01", "loganalytics.models", "Workspace"),
}

# What Resource Manager reads itself.
ENVELOPE = {"type", "apiVersion", "name", "scope", "comments"}
PLAIN = {str: str, bool: bool, int: int, float: (int, float), datetime.datetime: str, datetime.timedelta: str}


class Field(typing.NamedTuple):
    """One property of a model: its Python type, and whether it must and may be given."""

    kind: object
    required: bool
    read_only: bool


def check(evaluation):
    """Findings about every deployed resource."""
    for resource in evaluation.deployed():
        if resource.type not in MODELS:
            yield Finding("models", resource.path, "no model is known for this type")
            continue
        version, module, name = MODELS[resource.type]
        if resource.api_version != version:
            yield Finding("models", resource.path, f"API version {resource.api_version}, but the model is of {version}")
        model = getattr(importlib.import_module("azure.mgmt." + module), name)
        body = {key: value for key, value in resource.body.items() if key not in ENVELOPE}
        yield from _object(body, model, resource.path)
        if "location" in _fields(model) and resource.type.count("/") == 1 and "location" not in body:
            yield Finding("models", resource.path, "a resource of its own needs a location")


def _object(body, model, path):
    if not isinstance(body, dict):
        yield Finding("models", path, f"an object is wanted, not {body!r}")
        return
    fields = _fields(_subtype(model, body))
    for name, value in body.items():
        if name not in fields:
            yield Finding("models", f"{path}/{name}", f"{_name(model)} has no such property")
        elif fields[name].read_only:
            yield Finding("models", f"{path}/{name}", "is read-only")
        elif value is not None:
            yield from _value(value, fields[name].kind, f"{path}/{name}")
    for name, field in fields.items():
        if field.required and not field.read_only and body.get(name) is None and name not in ("name", "type"):
            yield Finding("models", f"{path}/{name}", f"{_name(model)} must have it")


def _value(value, kind, path):
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if isinstance(kind, dict) or inspect.isclass(kind) and kind not in PLAIN and _is_model(kind):
        yield from _object(value, kind, path)
    elif origin is typing.Union:
        yield from _union(value, [one for one in arguments if one is not type(None)], path)
    elif origin in (list, list) or getattr(origin, "__name__", "") == "MutableSequence":
        if not isinstance(value, list):
            yield Finding("models", path, f"a list is wanted, not {value!r}")
        else:
            for at, item in enumerate(value):
                yield from _value(item, arguments[0], f"{path}/{at}")
    elif origin in (dict, dict) or getattr(origin, "__name__", "") == "MutableMapping":
        for key, item in value.items() if isinstance(value, dict) else ():
            yield from _value(item, arguments[1], f"{path}/{key}")
        if not isinstance(value, dict):
            yield Finding("models", path, f"an object is wanted, not {value!r}")
    elif kind in PLAIN and (not isinstance(value, PLAIN[kind]) or isinstance(value, bool) != (kind is bool)):
        yield Finding("models", path, f"{kind.__name__} is wanted, not {value!r}")


def _union(value, kinds, path):
    """Of str, or a number, and an enumeration: only what the enumeration has (Azure compares without case)."""
    known = [kind for kind in kinds if inspect.isclass(kind) and issubclass(kind, enum.Enum)]
    if not known:
        yield from _value(value, kinds[0], path)
        return
    values = [str(item.value) for kind in known for item in kind]
    if isinstance(value, (bool, dict, list)) or str(value).lower() not in (item.lower() for item in values):
        yield Finding("models", path, f"{value!r} is none of {', '.join(values)}")


def _name(model):
    return getattr(model, "__name__", "this part")


def _is_model(kind):
    return hasattr(kind, "_attribute_map") or hasattr(kind, "_calculated")


def _subtype(model, body):
    """Where a property says which kind of object it is, the model of that kind."""
    for key, names in vars(model).get("_subtype_map", {}).items() if inspect.isclass(model) else ():
        wire = model._attribute_map[key]["key"].replace("\\.", ".")
        if body.get(wire) in names:
            module = inspect.getmodule(model)
            return _subtype(getattr(module, names[body[wire]]), body)
    return model


def _fields(model):
    return model if isinstance(model, dict) else _fields_of(model)


@functools.cache
def _fields_of(model):
    return _old_fields(model) if hasattr(model, "_attribute_map") else _new_fields(model)


def _hints(function_or_class, model):
    module = inspect.getmodule(model)
    package = importlib.import_module(module.__name__.rsplit(".", 1)[0])
    names = {**vars(typing), **vars(module), "_models": package, "JSON": object}
    return typing.get_type_hints(function_or_class, names)


def _new_fields(model):
    """Clients since 2025: fields are class attributes, and their types annotations."""
    model.__new__(model)
    hints = {}
    for one in reversed([one for one in model.__mro__ if _is_model(one) and one.__annotations__]):
        hints.update(_hints(one, one))
    fields = {}
    for attribute, field in model._attr_to_rest_field.items():
        kind = hints.get(attribute, object)
        required = type(None) not in typing.get_args(kind)
        fields[field._rest_name] = Field(kind, required, field._visibility == ["read"])
    return fields


def _old_fields(model):
    """Older clients: a map from attributes to names on the wire, whose dots are nested objects."""
    hints = {}
    for one in reversed(model.__mro__):
        if "__init__" in vars(one) and hasattr(one, "_attribute_map"):
            hints.update(_hints(one.__init__, one))
    fields = {}
    for attribute, wire in model._attribute_map.items():
        rules = getattr(model, "_validation", {}).get(attribute, {})
        kind = hints.get(attribute) or _kind_of(wire["type"], model)
        field = Field(kind, rules.get("required", False), rules.get("readonly", False))
        *parents, name = [part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", wire["key"])]
        inner = fields
        for parent in parents:
            inner = inner.setdefault(parent, Field({}, False, False)).kind
        inner[name] = field
    return fields


def _kind_of(name, model):
    """The type that a discriminator or read-only attribute has, which no constructor takes."""
    return {"str": str, "bool": bool, "int": int}.get(name, object)
