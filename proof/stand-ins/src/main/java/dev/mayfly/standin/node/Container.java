package dev.mayfly.standin.node;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A container that was started. */
public interface Container {

  /** The exit code, once nothing of it runs any more. */
  CompletableFuture<Integer> ended();

  /** SIGTERM, SIGKILL after the grace; done when nothing is left. */
  CompletableFuture<Void> kill(Duration grace);

  /** Every living process of it that is a process of this machine's own. */
  Set<ProcessHandle> processes();
}
