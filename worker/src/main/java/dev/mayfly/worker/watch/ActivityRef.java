package dev.mayfly.worker.watch;

/** What Temporal calls one waiting step of one run, whichever attempt of it is under way. */
public record ActivityRef(String workflowId, String runId, String activityId) {}
