package dev.mayfly.worker.forge;

import dev.mayfly.workflows.Scope;

/**
 * How requests to a forge prove who sends them. Asked anew for every request, so an implementation
 * may renew what it hands out. Thread-safe; its {@code toString} shows no secret.
 */
public interface ForgeAuth {

  /** The value of the {@code Authorization} header for requests about this scope. */
  String authorization(Scope scope);
}
