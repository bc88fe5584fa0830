"""The functions of ARM templates that need nothing but their arguments, as Resource Manager documents them; those in use."""

import ipaddress
import json
import re
import uuid

from .syntax import ExpressionError


def _union(*values):
    if all(isinstance(value, list) for value in values):
        merged = []
        for value in values:
            merged += [item for item in value if item not in merged]
        # Twice the same item of one array counts once too.
        return [item for at, item in enumerate(merged) if item not in merged[:at]]
    if all(isinstance(value, dict) for value in values):
        merged = {}
        for value in values:
            for key, item in value.items():
                both = isinstance(item, dict) and isinstance(merged.get(key), dict)
                merged[key] = _union(merged[key], item) if both else item
        return merged
    raise ExpressionError("union takes arrays or objects, not both")


def _concat(*values):
    if all(isinstance(value, list) for value in values):
        return [item for value in values for item in value]
    if any(isinstance(value, (list, dict)) for value in values):
        raise ExpressionError("concat takes arrays or texts, not both")
    return "".join(_text(value) for value in values)


def _contains(container, item):
    """Of an object whether it has the key, of an array the item, of a text the part; keys compare without case."""
    if isinstance(container, dict):
        return item.lower() in (key.lower() for key in container)
    return item in container


def _text(value):
    if isinstance(value, bool):
        return "True" if value else "False"
    return value if isinstance(value, str) else _string(value)


def _string(value):
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _format(text, *values):
    if re.search(r"\{(?!\d+\})|(?<!\d)\}", text):
        raise ExpressionError(f"format: a single brace in {text!r}")
    wanted = [int(number) for number in re.findall(r"\{(\d+)\}", text)]
    if any(number >= len(values) for number in wanted):
        raise ExpressionError(f"format has no argument for {text!r}")
    return re.sub(r"\{(\d+)\}", lambda match: _text(values[int(match.group(1))]), text)


def _create_object(*pairs):
    if len(pairs) % 2:
        raise ExpressionError("createObject takes pairs of key and value")
    return dict(zip(pairs[::2], pairs[1::2], strict=False))


def _cidr_subnet(network, prefix, index):
    network = ipaddress.ip_network(network)
    if prefix < network.prefixlen or index >= 2 ** (prefix - network.prefixlen):
        raise ExpressionError(f"cidrSubnet: {network} has no /{prefix} number {index}")
    size = 2 ** (network.max_prefixlen - prefix)
    return str(ipaddress.ip_network((int(network.network_address) + index * size, prefix)))


def _boolean(value):
    if not isinstance(value, bool):
        raise ExpressionError(f"a truth value is wanted, not {value!r}")
    return value


def _equals(one, other):
    return type(one) is type(other) and one == other


FUNCTIONS = {
    "add": lambda a, b: a + b,
    "and": lambda *values: all([_boolean(value) for value in values]),
    "cidrsubnet": _cidr_subnet,
    "concat": _concat,
    "contains": _contains,
    "createarray": lambda *values: list(values),
    "createobject": _create_object,
    "empty": lambda value: value is None or len(value) == 0,
    "equals": _equals,
    "first": lambda value: value[0] if value else None,
    "format": _format,
    # Not Azure's algorithm: enough that equal arguments have equal ids.
    "guid": lambda *values: str(uuid.uuid5(uuid.NAMESPACE_URL, "-".join(values))),
    "join": lambda values, delimiter: delimiter.join(values),
    "json": json.loads,
    "length": len,
    "mul": lambda a, b: a * b,
    "not": lambda value: not _boolean(value),
    "or": lambda *values: any([_boolean(value) for value in values]),
    "range": lambda start, count: list(range(start, start + count)),
    "replace": lambda text, old, new: text.replace(old, new),
    "skip": lambda value, count: value[count:],
    "split": lambda text, delimiter: text.split(delimiter),
    "string": _string,
    "tolower": lambda text: text.lower(),
    "union": _union,
}
