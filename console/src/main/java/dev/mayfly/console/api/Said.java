package dev.mayfly.console.api;

/** The answer to a message: what will happen. */
public record Said(String said) {}
