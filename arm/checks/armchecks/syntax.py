"""Parses the expressions of ARM templates: "[concat(parameters('a'), 'b').c[0]]"."""

import functools
import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+)|(?P<name>[A-Za-z_]\w*)|(?P<sign>[()\[\],.]))")


class ExpressionError(Exception):
    """An expression that Resource Manager would refuse; the message says why."""


@dataclass(frozen=True)
class Literal:
    value: object


@dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple
    position: int


@dataclass(frozen=True)
class Property:
    target: object
    name: str


@dataclass(frozen=True)
class Index:
    target: object
    key: object


def is_expression(text):
    """A leading [[ stands for a text that begins with [."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


@functools.cache
def parse(text):
    """The tree of "[...]"; raises ExpressionError."""
    parser = _Parser(text[1:-1])
    tree = parser.expression()
    if parser.rest():
        raise ExpressionError(f"unexpected {parser.rest()!r}")
    return tree


class _Parser:
    def __init__(self, source):
        self.source, self.position = source, 0

    def rest(self):
        return self.source[self.position :].strip()

    def expression(self):
        kind, value, start = self.next()
        if kind == "text":
            tree = Literal(value[1:-1].replace("''", "'"))
        elif kind == "number":
            tree = Literal(int(value))
        elif kind == "name":
            self.expect("(")
            tree = Call(value.lower(), tuple(self.arguments()), start)
        else:
            raise ExpressionError(f"unexpected {value!r} in {self.source!r}")
        return self.suffixes(tree)

    def arguments(self):
        if self.accept(")"):
            return
        while True:
            yield self.expression()
            if self.accept(")"):
                return
            self.expect(",")

    def suffixes(self, tree):
        while True:
            if self.accept("."):
                kind, name, _ = self.next()
                if kind != "name":
                    raise ExpressionError(f"a property's name must follow the dot, not {name!r}")
                tree = Property(tree, name)
            elif self.accept("["):
                tree = Index(tree, self.expression())
                self.expect("]")
            else:
                return tree

    def next(self):
        match = _TOKEN.match(self.source, self.position)
        if match is None:
            raise ExpressionError(f"cannot read {self.rest()[:40]!r}")
        start, self.position = self.position, match.end()
        return match.lastgroup, match.group(match.lastgroup), start

    def accept(self, sign):
        before = self.position
        match = _TOKEN.match(self.source, before)
        if match is not None and match.group("sign") == sign:
            self.position = match.end()
            return True
        return False

    def expect(self, sign):
        if not self.accept(sign):
            raise ExpressionError(f"{sign!r} is missing before {self.rest()[:40]!r}")
