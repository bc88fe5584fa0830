"""What Azure does not have any more, or will not have for long, and what was wrong in the template of 2022."""

import re

from .findings import Finding

# Patterns in the template's text, each with what to say about it.
PATTERNS = [
    (r"http://schema\.management\.azure\.com", "the schema's address is https"),
    (r'"templateLink"|Microsoft\.Resources/deployments', "no linked or nested templates: the template stands alone"),
    (r"listCredentials|listKeys|listAccountSas", "no keys: identities have roles"),
    (r'"adminUserEnabled":\s*true', "the registry has no admin user"),
    (r"targetNodeCommunicationMode", "removed in 2025-06-01; classic node communication ended on 31 March 2026"),
    (r'"certificates"|batchAccounts/certificates', "Batch certificates are gone"),
    (r"applicationLicenses|resourceTags", "removed in 2025-06-01"),
    (r"cloudServiceConfiguration", "Cloud Services pools ended on 29 February 2024"),
    (r"TaskAuthenticationToken", "retired; identities have roles"),
    (r"SharedKey", "accounts are for Entra ID alone"),
    (
        r"microsoft-azure-batch|ubuntu-server-container|20-04-lts|ubuntu 20\.04|ubuntu-18\.04|18\.04-lts",
        "Ubuntu 20.04 nodes ended on 23 April 2025",
    ),
    (r"-with-containers", "these Windows images left the Marketplace on 30 April 2023"),
    (r"ltsc2019|2016-datacenter", "Windows images that nobody builds any more"),
    (
        r"privatelink\.'?,?[^\"]*location[^\"]*batch|privatelink\.[a-z0-9]+\.batch\.azure\.com",
        "one zone, privatelink.batch.azure.com; a zone per region breaks it",
    ),
    (r"BatchManaged\b.*PublicIP|IPAddressProvisioning\"?:\s*\"BatchManaged", "nodes have no public addresses"),
    (r"Standard_(D|DS|L)\d+(_v2|s)?\"|Standard_A\d", "a family of VM sizes that Batch retires"),
    (r"retaineddata", "removed in 2026-08-01; runners need taskcompletion"),
    (r'"name":\s*"Basic"', "Basic public addresses and registries are retired or have no private endpoints"),
    (r":latest", "an image's tag stays what it is"),
    (r"DOTNET\|6\.0|Microsoft\.Web/", "the function is gone; gateway and worker run in Container Apps"),
    (r"\t", "tabs: the scanner cannot read them"),
]
OLDEST_BATCH = "2025-06-01"


def check_text(sources):
    """Also where the template can't be evaluated."""
    for pattern, why in PATTERNS:
        found = re.search(pattern, sources.text)
        if found:
            line = sources.text[: found.start()].count("\n") + 1
            yield Finding("retired", f"azuredeploy.json:{line}", f"{found.group()[:60]!r}: {why}")


def check(evaluation):
    for resource in evaluation.deployed():
        if resource.type.startswith("Microsoft.Batch/") and resource.api_version < OLDEST_BATCH:
            yield Finding("retired", resource.path, f"API versions before {OLDEST_BATCH} are on the retirement list")
    for account in evaluation.deployed("Microsoft.Batch/batchAccounts"):
        if account.get("properties", "allowedAuthenticationModes") != ["AAD"]:
            yield Finding("retired", account.path, "accounts are for Entra ID alone")
    for pool in evaluation.deployed("Microsoft.Batch/batchAccounts/pools"):
        yield from _pool(pool)


def _pool(pool):
    scale = pool.get("properties", "scaleSettings", "autoScale", default={})
    formula = scale.get("formula") or ""
    if not re.search(r"\$NodeDeallocationOption\s*=\s*taskcompletion\s*;", formula):
        yield Finding("formulas", pool.path, "without taskcompletion, shrinking kills running jobs")
    if not re.search(r"\$Target(Dedicated|LowPriority)Nodes\s*=", formula):
        yield Finding("formulas", pool.path, "sets no number of nodes")
    if re.search(r"\{\d\}", formula):
        yield Finding("formulas", pool.path, "has a gap that nothing was put into")
    if formula.count("(") != formula.count(")") or len(formula) > 8192:
        yield Finding("formulas", pool.path, "is no formula")
