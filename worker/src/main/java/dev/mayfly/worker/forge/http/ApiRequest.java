package dev.mayfly.worker.forge.http;

import dev.mayfly.workflows.id.Scope;

/**
 * A request to a forge, before it is sent.
 *
 * @param registers whether it makes a registration, or a token or configuration for one.
 * @param operation what is asked, without names and numbers: {@code get-actions-runners-id}.
 * @param line for messages: {@code GET /orgs/acme/actions/runners/7}.
 */
record ApiRequest(
    Priority priority, Scope scope, boolean registers, String operation, String line) {}
