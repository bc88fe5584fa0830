"""Alerts: what nobody would notice otherwise is told to somebody, as soon as there is somebody to tell."""

from .findings import Finding

ACCOUNT = "Microsoft.Batch/batchAccounts"
# Names of "Supported metrics for Microsoft.Batch/batchAccounts" of Azure's docs; each has Total as its aggregation, every minute. Rule azure-batch-metrics.
METRICS = {
    "IdleNodeCount": "idle nodes cost money",
    "UnusableNodeCount": "unusable nodes cost money and run nothing",
    "StartTaskFailedNodeCount": "nodes whose start task failed run nothing",
}
# "Queries for the AzureDiagnostics table" of Azure's docs: the event, its column and value, of the category ServiceLog.
RESIZES = ("AzureDiagnostics", "PoolResizeCompleteEvent", "resultCode_s", "'Failure'")


def check(evaluation):
    metrics, logs = evaluation.deployed("Microsoft.Insights/metricAlerts"), evaluation.deployed("Microsoft.Insights/scheduledQueryRules")
    if not evaluation.given.get("alertEmail") and not evaluation.given.get("alertActionGroups"):
        for alert in metrics + logs:
            yield Finding("alerts", alert.path, "tells nobody, and costs money")
        return
    watched = {criterion.get("metricName"): alert for alert in metrics for criterion in _criteria(alert)}
    for name, why in METRICS.items():
        if name not in watched:
            yield Finding("alerts", "resources", f"nobody is told of {name}: {why}")
    for alert in metrics:
        yield from _metric(alert, evaluation)
    if not any(all(word in _query(alert) for word in RESIZES) for alert in logs):
        yield Finding("alerts", "resources", "nobody is told of a pool that could not be resized")
    for alert in logs:
        yield from _log(alert, evaluation)
    for alert in metrics + logs:
        yield from _told(alert, evaluation)


def _criteria(alert):
    return alert.get("properties", "criteria", "allOf", default=[])


def _query(alert):
    return " ".join(criterion.get("query") or "" for criterion in _criteria(alert))


def _metric(alert, evaluation):
    accounts = [one.id for one in evaluation.deployed(ACCOUNT)]
    if alert.get("properties", "scopes") != accounts:
        yield Finding("alerts", alert.path, "does not look at the Batch account")
    # Several criteria must all be met: one alert each, or one hides the other.
    if len(_criteria(alert)) != 1:
        yield Finding("alerts", alert.path, "needs exactly one criterion")
    for criterion in _criteria(alert):
        name = criterion.get("metricName")
        if name not in METRICS or criterion.get("metricNamespace") != ACCOUNT:
            yield Finding("alerts", alert.path, f"{name} is no metric of {ACCOUNT} that is known here")
        if criterion.get("timeAggregation") != "Total" or criterion.get("operator") != "GreaterThan":
            yield Finding("alerts", alert.path, f"{name}: its aggregation is Total, and too many are the fault")
        if criterion.get("threshold") != (_patience(evaluation) if name == "IdleNodeCount" else 0):
            yield Finding("alerts", alert.path, f"{name}: a threshold of {criterion.get('threshold')} tells too much or too little")


def _patience(evaluation):
    """Node-minutes of an hour that two pools may be idle: those kept, and 20 minutes until a burst's nodes are taken away."""
    least, most = (evaluation.value(f"[parameters('{name}')]", "checks") for name in ("minNodes", "maxNodes"))
    return 2 * (60 * least + 20 * most)


def _log(alert, evaluation):
    workspaces = [one.id for one in evaluation.deployed("Microsoft.OperationalInsights/workspaces")]
    if alert.get("properties", "scopes") != workspaces:
        yield Finding("alerts", alert.path, "does not look at the workspace")
    settings = [
        one
        for one in evaluation.deployed("Microsoft.Insights/diagnosticSettings")
        if one.body.get("scope") in [account.id for account in evaluation.deployed(ACCOUNT)] and _sends(one, workspaces)
    ]
    if not settings:
        yield Finding("alerts", alert.path, "the Batch account sends its service log to no workspace that it looks at")


def _sends(setting, workspaces):
    logs = [one for one in setting.get("properties", "logs", default=[]) if one.get("enabled")]
    has = any(one.get("categoryGroup") == "allLogs" or one.get("category") == "ServiceLog" for one in logs)
    return has and setting.get("properties", "workspaceId") in workspaces


def _told(alert, evaluation):
    actions = alert.get("properties", "actions", default=[])
    groups = actions.get("actionGroups") or [] if isinstance(actions, dict) else [one["actionGroupId"] for one in actions]
    if not groups or not alert.get("properties", "enabled"):
        yield Finding("alerts", alert.path, "tells nobody")
    for given in evaluation.given.get("alertActionGroups") or []:
        if given not in groups:
            yield Finding("alerts", alert.path, f"does not tell {given.split('/')[-1]}")
    if evaluation.given.get("alertEmail") and not any(evaluation.find(group) for group in groups):
        yield Finding("alerts", alert.path, "sends no e-mail")
