"""docs/azure-network.md: its commands run, and what they fill in deploys into the network that they name."""

import json
import sys

import walk
from subscription import option

from armchecks import company, endpoints, network, references
from armchecks.evaluation import Evaluation
from armchecks.scenarios import GALLERY, RUNNING
from armchecks.sources import ROOT

PAGE = (ROOT / "docs/azure-network.md").read_text()
# What the walk-through does first.
BEFORE = f"""armchecks() {{ PYTHONPATH=arm/checks {sys.executable} -m armchecks "$@"; }}
cp examples/mayfly.yml mayfly.yml
"""
EVERYTHING = {**RUNNING, "create_UbuntuBatchPool": True, "create_WindowsBatchPool": True, "windowsImageId": GALLERY}


def test_what_its_commands_fill_in_deploys_into_that_network(sources, tmp_path):
    walk.prepare(tmp_path)
    filled = [block for block in walk.blocks(PAGE) if "armchecks parameters" in block]

    assert len(filled) == 2
    for block in filled:
        _, done = walk.execute(BEFORE + block, tmp_path)
        assert done.returncode == 0, done.stderr
        given = {name: one["value"] for name, one in json.loads((tmp_path / "target/parameters.json").read_text())["parameters"].items()}
        evaluation = Evaluation(sources.template, {**given, **EVERYTHING})
        assert evaluation.errors == []
        assert [found for check in (company, endpoints, network, references) for found in check.check(evaluation)] == []


def test_the_other_commands_run_and_the_firewall_gets_githubs_list(tmp_path):
    walk.prepare(tmp_path)
    others = [block for block in walk.blocks(PAGE) if "armchecks parameters" not in block]

    calls, done = walk.execute("\n".join(others), tmp_path)
    assert done.returncode == 0, done.stderr
    rules = next(call["words"] for call in calls if "add-filter-collection" in call["words"])
    assert rules[rules.index("--target-fqdns") + 1 :] == ["github.com", "*.actions.githubusercontent.com"]
    zones = [option(call["words"], "--zone-name") for call in calls if "private-dns" in call["words"]]
    assert zones == ["privatelink.batch.azure.com", "privatelink.azurecr.io", "privatelink.vaultcore.azure.net"]
