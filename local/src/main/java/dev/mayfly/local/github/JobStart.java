package dev.mayfly.local.github;

/** A runner, by its name, began with a job. */
public record JobStart(long job, String runner) {}
