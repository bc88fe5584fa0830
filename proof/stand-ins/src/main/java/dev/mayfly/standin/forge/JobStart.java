package dev.mayfly.standin.forge;

/** A runner, by its name, began with a job. */
public record JobStart(long job, String runner) {}
