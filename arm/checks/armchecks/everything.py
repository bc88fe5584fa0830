"""All checks but the scanner, which is slow and reads files."""

from . import alerts, dockerfiles, endpoints, identities, images, models, network, references, retired, secrets, shape
from .scenarios import evaluations


def check(sources):
    """Findings, each once, in order; a broken template may hide some behind others."""
    all_evaluations = evaluations(sources)
    findings = [*shape.check(sources, all_evaluations), *retired.check_text(sources), *dockerfiles.check(sources)]
    if any(finding.check == "expressions" for finding in findings):
        return findings
    for evaluation in all_evaluations.values():
        for module in (models, references, network, endpoints, identities, alerts, retired):
            findings += module.check(evaluation)
        for module in (images, secrets):
            findings += module.check(sources, evaluation)
    return list(dict.fromkeys(findings))
