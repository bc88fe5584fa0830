"""The walk-through as a script: each step finds what an earlier one has made."""

import pytest
import walk
from subscription import Subscription

from armchecks.sources import ROOT

PAGE = (ROOT / "docs/azure.md").read_text()
FLEET = (ROOT / "examples/mayfly.yml").read_text()
POOL, SERVICES = " create_UbuntuBatchPool=true\n", " deployServices=true\n"


def refusals(sources, tmp_path, page, fleet=None):
    calls, done = walk.run(page, tmp_path, fleet)
    assert done.returncode == 0, done.stderr
    return Subscription(sources.template).take(calls)


def test_no_step_needs_what_a_later_one_makes(sources, tmp_path):
    assert refusals(sources, tmp_path, PAGE) == []


def self_hosted(page):
    """As the page says for a Temporal of one's own."""
    for old, new in (
        ("  --set temporalAddress=mayfly.a1b2c.tmprl.cloud:7233 --set temporalNamespace=mayfly.a1b2c", "  --set temporal=selfHosted"),
        ('"temporalApiKey": {"value": "of Temporal Cloud"}', '"postgresPassword": {"value": "chosen once"}'),
        ("for image in gateway worker; do", "for image in gateway worker temporal temporal-admin; do"),
        ("#   docker pull", "docker pull"),
        ("#   docker tag", "docker tag"),
        ("#   docker push", "docker push"),
    ):
        assert old in page
        page = page.replace(old, new)
    return page


def test_with_a_temporal_of_ones_own_neither(sources, tmp_path):
    assert refusals(sources, tmp_path, self_hosted(PAGE)) == []


def test_it_makes_pool_gateway_and_worker_and_leaves_no_secret(sources, tmp_path):
    calls, done = walk.run(PAGE, tmp_path)
    subscription = Subscription(sources.template)
    subscription.take(calls)

    assert done.returncode == 0
    there = {id.split("/")[-1] for id in subscription.there}
    assert {"batchLinux", "acme-prd-gateway", "acme-prd-worker", "github-token", "sealing-key"} <= there
    assert sorted(path.name for path in (tmp_path / "target").iterdir()) == ["armchecks", "import.sh", "parameters.json"]


def test_secrets_are_kept_for_another_try_when_their_deployment_fails(tmp_path):
    calls, done = walk.run(PAGE, tmp_path, fails="deployment group create")

    assert done.returncode != 0
    assert (tmp_path / "target/secrets.json").exists()
    assert calls[-1]["words"][:3] == ["deployment", "group", "create"]


def step(page, number):
    """From this step's heading to the next one's."""
    start = page.index(f"\n**{number}. ")
    return page[start : page.index(f"\n**{number + 1}. ")]


def without(page, secret):
    """The walk-through whose secrets lack this one."""
    return "\n".join(line for line in page.split("\n") if not line.startswith(f'    "{secret}"'))


def late(page):
    """As it was: secrets, their readers' roles and the services in one deployment."""
    first = "--parameters @target/parameters.json @target/secrets.json && shred -u target/secrets.json"
    last = "--parameters @target/parameters.json deployServices=true"
    assert first in page and last in page
    page = page.replace(first, "--parameters @target/parameters.json")
    return page.replace(last, last.replace(" deploy", " @target/secrets.json deploy") + " && shred -u target/secrets.json")


def swapped(page, one, other):
    first, second = step(page, one), step(page, other)
    return page.replace(first + second, second + first)


@pytest.mark.parametrize(
    ("words", "spoil"),
    [
        ("register returns at once", lambda page: page.replace(" --wait\n", "\n")),
        ("SubscriptionIsNotRegistered, Microsoft.ContainerService", lambda page: page.replace(" ContainerService ", " ")),
        ("there is no resource group mayfly", lambda page: page.replace("az group create --name mayfly --", "true ")),
        ("reads sealing-key, which nobody has given", lambda page: without(page, "sealingKey")),
        ("needs a role that comes no sooner", late),
        ("pool and services in one deployment", lambda page: page.replace(POOL, POOL.rstrip() + SERVICES, 1)),
        ("PropertyCannotBeUpdated", lambda page: page.replace(SERVICES, SERVICES.rstrip() + POOL, 1)),
        ("jobs of ubuntu go to batchLinux, which no step makes", lambda page: page.replace(step(page, 5), "")),
        ("which is not in the registry", lambda page: page.replace("sh -e target/import.sh", "true")),
        ("was pushed nowhere", lambda page: page.replace("  docker push $runner\n", "")),
        ("there is no registry acmeprdacr", lambda page: swapped(page, 3, 4)),
    ],
)
def test_a_walk_through_that_stops_is_found(sources, tmp_path, words, spoil):
    page = spoil(PAGE)
    assert page != PAGE

    assert any(words in one for one in refusals(sources, tmp_path, page)), words


def test_a_pool_that_no_step_makes_is_found(sources, tmp_path):
    fleet = FLEET.replace("    retired: true\n", "")
    assert fleet != FLEET

    calls, _ = walk.run(PAGE, tmp_path, fleet)
    found = Subscription(sources.template).take(calls)
    assert any("jobs of windows go to batchWindows, which no step makes" in one for one in found), found
