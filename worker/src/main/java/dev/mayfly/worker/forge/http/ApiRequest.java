package dev.mayfly.worker.forge.http;

import dev.mayfly.workflows.id.Scope;

/**
 * A request that somebody wants to send.
 *
 * @param registers whether it makes a registration or what one is made with.
 * @param operation what is asked, without names and numbers: {@code get-actions-runners-id}.
 * @param line for messages: {@code GET /orgs/acme/actions/runners/7}.
 */
record ApiRequest(
    Priority priority, Scope scope, boolean registers, String operation, String line) {}
