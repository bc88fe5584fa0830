"""The template as it is: nothing is wrong with it."""

from armchecks import everything, scanner
from armchecks.scenarios import SCENARIOS, evaluations


def test_nothing_is_found(sources):
    assert everything.check(sources) == []


def test_the_scanner_finds_nothing_and_can_read_everything(sources):
    assert list(scanner.check(sources, evaluations(sources))) == []


def test_every_resource_of_the_template_is_deployed_in_some_scenario(sources):
    deployed = set()
    for evaluation in evaluations(sources).values():
        deployed |= {resource.id for resource in evaluation.deployed()}

    assert deployed == {resource.id for evaluation in evaluations(sources).values() for resource in evaluation.resources}


def test_scenarios_are_told_apart_by_what_they_deploy(sources):
    counts = {name: len(evaluation.deployed()) for name, evaluation in evaluations(sources).items()}

    assert len(counts) == len(SCENARIOS)
    assert counts["no pool yet"] < counts["pool"] < counts["services"] < counts["self-hosted"]
