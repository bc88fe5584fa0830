"""The evaluator against what Azure's documentation says of its template functions."""

import pytest

from armchecks.evaluation import Evaluation


def evaluate(expression, parameters=None, **template):
    """The value of an expression, or the message of its error."""
    declared = {name: {"type": "string"} for name in parameters or {}}
    evaluation = Evaluation({"parameters": declared, "outputs": {"x": {"value": expression}}, **template}, parameters or {})
    return evaluation.errors[0][1] if evaluation.errors else evaluation.outputs["x"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("plain text", "plain text"),
        ("[[not an expression]", "[not an expression]"),
        ("[concat('a', 'it''s', string(1))]", "ait's1"),
        ("[format('Hello, {0}. Formatted: {1}', 'user', 8175133)]", "Hello, user. Formatted: 8175133"),
        ("[if(equals('a', 'a'), 'yes', 'no')]", "yes"),
        ("[equals(1, '1')]", False),
        ("[and(true(), false())]", "there is no function true"),
        ("[and(equals(1, 1), not(equals(1, 2)))]", True),
        ("[createObject('a', 1, 'b', createArray(1, 2)).b[1]]", 2),
        ("[union(createArray('one', 'two'), createArray('two', 'three'))]", ["one", "two", "three"]),
        ("[union(createArray('one', 'one'), createArray())]", ["one"]),
        ("[union(createObject('a', createObject('x', 1)), createObject('a', createObject('y', 2)))]", {"a": {"x": 1, "y": 2}}),
        ("[map(range(1, 3), lambda('i', mul(lambdaVariables('i'), 2)))]", [2, 4, 6]),
        ("[filter(createArray('a', 'b'), lambda('i', equals(lambdaVariables('i'), 'b')))]", ["b"]),
        ("[join(skip(split('registry.example.com/a/b:1', '/'), 1), '/')]", "a/b:1"),
        ("[string(createObject('a', createArray(1, 'x')))]", '{"a":[1,"x"]}'),
        ("[json('0.5')]", 0.5),
        ("[empty('')]", True),
        ("[cidrSubnet('10.144.0.0/20', 24, 0)]", "10.144.0.0/24"),
        ("[cidrSubnet('10.144.0.0/20', 24, 15)]", "10.144.15.0/24"),
    ],
)
def test_it_answers_as_documented(expression, value):
    assert evaluate(expression) == value


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("[concat('a' 'b')]", "missing before"),
        ("[concat('a')", None),
        ("[concat('a')) ]", "unexpected"),
        ("[cidrSubnet('10.0.0.0/24', 27, 8)]", "no /27 number 8"),
        ("[if('true', 1, 2)]", "truth value"),
        ("[resourceId('Microsoft.Batch/batchAccounts/pools', 'a')]", "2 parts"),
        ("[format('{0} {1}', 'a')]", "no argument"),
        ("[format('if (x) { {0} }', 'a')]", "single brace"),
        ("[lambdaVariables('i')]", "no lambda variable"),
        ("[createObject('a', 1).b]", "no 'b'"),
    ],
)
def test_it_refuses(expression, words):
    assert words is None and evaluate(expression) == expression or words in evaluate(expression)


def test_only_the_branch_that_is_taken_is_evaluated():
    assert evaluate("[if(equals(1, 1), 'fine', variables('none'))]") == "fine"


def test_it_notes_which_branches_were_taken():
    template = {"outputs": {"x": {"value": "[if(equals(1, 1), 'a', if(equals(1, 2), 'b', 'c'))]"}}}

    assert Evaluation(template, {}).branches == {("outputs/x", "if at 0"): {True}}
