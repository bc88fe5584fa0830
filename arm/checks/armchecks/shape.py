"""What is wrong with the template as a text: parameters, variables, branches never taken, and what was given to what."""

from .findings import Finding

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
TYPES = {"string": str, "securestring": str, "int": int, "bool": bool, "object": dict, "array": list}


def check(sources, evaluations):
    template = sources.template
    if template.get("$schema") != SCHEMA:
        yield Finding("shape", "$schema", f"must be {SCHEMA}")
    if not template.get("contentVersion"):
        yield Finding("shape", "contentVersion", "is missing")
    yield from _errors(evaluations)
    yield from _branches(evaluations)
    yield from _unused(template, evaluations)
    for name, evaluation in evaluations.items():
        yield from _given(template.get("parameters", {}), evaluation.given, name)
    for name, parameter in template.get("parameters", {}).items():
        if not parameter.get("metadata", {}).get("description"):
            yield Finding("shape", f"parameters/{name}", "says nothing about what it is for")
    for kind, text in template.get("variables", {}).get("formulas", {}).items():
        if text != sources.formulas.get(kind):
            yield Finding("shape", f"variables/formulas/{kind}", f"is not what arm/formulas/{kind}.txt has")


def _errors(evaluations):
    for path, message in sorted({error for evaluation in evaluations.values() for error in evaluation.errors}):
        yield Finding("expressions", path, message)


def _branches(evaluations):
    taken = {}
    for evaluation in evaluations.values():
        for place, values in evaluation.branches.items():
            taken.setdefault(place, set()).update(values)
    for (path, what), values in taken.items():
        if len(values) < 2:
            yield Finding("branches", f"{path}, {what}", f"is {values.pop()} in every scenario: the other branch is untested")


def _unused(template, evaluations):
    for kind in ("parameters", "variables"):
        used = set().union(*(evaluation.used[kind] for evaluation in evaluations.values()))
        for name in template.get(kind, {}):
            if name not in used:
                yield Finding("shape", f"{kind}/{name}", "is never used")


def _given(declared, given, scenario):
    for name, value in given.items():
        if name not in declared:
            yield Finding("parameters", name, f"is given ({scenario}), but the template has no such parameter")
            continue
        rules = declared[name]
        wanted = TYPES.get(rules["type"].lower())
        if not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool):
            yield Finding("parameters", name, f"must be {rules['type']}, but is {value!r}")
        elif value not in rules.get("allowedValues", [value]):
            yield Finding("parameters", name, f"{value!r} is none of {rules['allowedValues']}")
    for name, rules in declared.items():
        if "defaultValue" not in rules and name not in given:
            yield Finding("parameters", name, "has neither a default nor a value in the parameters file")
        if rules.get("defaultValue") not in rules.get("allowedValues", [rules.get("defaultValue"), None]) + [None]:
            yield Finding("parameters", name, f"its default {rules['defaultValue']!r} is none of {rules['allowedValues']}")
