package dev.mayfly.worker.watch;

/** The name at Temporal of one waiting step of one run, whichever attempt of it is under way. */
public record ActivityRef(String workflowId, String runId, String activityId) {}
