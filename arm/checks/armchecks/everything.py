"""All checks but the scanner, which is slow and reads files."""

from . import (
    alerts,
    company,
    costs,
    dockerfiles,
    endpoints,
    identities,
    images,
    models,
    network,
    nodes,
    probes,
    references,
    retired,
    secrets,
    shape,
    versions,
)
from .scenarios import evaluations

# Asked about every scenario.
EACH = (models, references, network, company, endpoints, costs, nodes, probes, identities, alerts, retired)


def check(sources):
    """Findings, each once, in order; a broken template may hide some behind others."""
    all_evaluations = evaluations(sources)
    findings = [*shape.check(sources, all_evaluations), *retired.check_text(sources), *dockerfiles.check(sources), *versions.check(sources)]
    if any(finding.check == "expressions" for finding in findings):
        return findings
    for evaluation in all_evaluations.values():
        for module in EACH:
            findings += module.check(evaluation)
        for module in (images, secrets):
            findings += module.check(sources, evaluation)
    return list(dict.fromkeys(findings))
