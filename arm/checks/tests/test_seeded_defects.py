"""Each defect is put into the files as somebody might, and must be found by the check that is there for it."""

import json

import pytest
from defects import DEFECTS, properties
from defects_of_deployments import DEFECTS as MORE

from armchecks import dockerfiles, everything, scanner
from armchecks.scenarios import evaluations


ALL = DEFECTS + MORE


@pytest.mark.parametrize(("check", "words", "deed"), [d[1:] for d in ALL], ids=[d[0] for d in ALL])
def test_it_is_found(sources, check, words, deed):
    deed(sources)
    sources.text = json.dumps(sources.template, indent=2)

    found = [str(finding) for finding in everything.check(sources) if finding.check == check]

    assert [finding for finding in found if words in finding], found[:5]


def test_there_are_enough_defects_and_none_twice():
    assert len({name for name, *_ in ALL}) == len(ALL) >= 15


def scan(sources):
    """One scenario is enough to see that a defect is found."""
    return [str(finding) for finding in scanner.check(sources, {"services": evaluations(sources)["services"]})]


def test_the_scanner_finds_a_vault_without_purge_protection(sources):
    properties(sources, "Microsoft.KeyVault/vaults")["enablePurgeProtection"] = False

    assert any("CKV_AZURE_110" in finding for finding in scan(sources))


def test_a_file_that_the_scanner_cannot_read_is_a_finding(sources):
    sources.text = sources.text.replace("  ", "\t")

    assert any("could not read 1 files" in finding for finding in scan(sources))


def test_the_scanner_finds_a_container_that_runs_as_root(sources):
    # Without our own check beside it, as somebody might switch that off.
    sources.dockerfiles["worker.Dockerfile"] = "FROM eclipse-temurin:17.0.20.1_1-jre-noble\nUSER root\n"

    assert any("CKV_DOCKER_8" in finding for finding in scan(sources))
    assert list(dockerfiles.check(sources))
