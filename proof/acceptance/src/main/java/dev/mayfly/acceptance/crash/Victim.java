package dev.mayfly.acceptance.crash;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The victims of one strike: a column of the matrix. */
enum Victim {
  GATEWAY,
  WORKER,
  TEMPORAL,
  ALL,
  /** A worker that is stopped, and goes on when another has long taken over. */
  SUSPENDED,
  /** No process: the calls that are in flight arrive long after they timed out. */
  DELAYED;

  // Longer than a step may take (a minute), and than any call's time-out (ten seconds).
  static final Duration SUSPENSION = Duration.ofSeconds(90);
  static final Duration DELAY = Duration.ofSeconds(60);

  /** Returns the processes that are killed, in the order in which they are started again. */
  List<ProcessKind> kinds() {
    return switch (this) {
      case GATEWAY -> List.of(ProcessKind.GATEWAY);
      case WORKER -> List.of(ProcessKind.WORKER);
      case TEMPORAL -> List.of(ProcessKind.TEMPORAL);
      case ALL -> List.of(ProcessKind.TEMPORAL, ProcessKind.GATEWAY, ProcessKind.WORKER);
      case SUSPENDED, DELAYED -> List.of();
    };
  }

  boolean has(ProcessKind kind) {
    return kinds().contains(kind);
  }

  /** Returns how long what is in flight at a stand-in goes on to wait there. */
  Duration delay() {
    return this == DELAYED ? DELAY : Duration.ZERO;
  }

  /** Returns its name in the table's head. */
  String title() {
    return switch (this) {
      case TEMPORAL -> "Temporal";
      case ALL -> "all three";
      case GATEWAY, WORKER -> name().toLowerCase(Locale.ROOT);
      case SUSPENDED -> "a worker, suspended for " + SUSPENSION.toSeconds() + " s";
      case DELAYED -> "a call, delayed by " + DELAY.toSeconds() + " s";
    };
  }

  /** Returns what is done to it. */
  String strike() {
    return switch (this) {
      case GATEWAY, WORKER, TEMPORAL, ALL -> "kill -9 of " + title();
      case SUSPENDED, DELAYED -> title();
    };
  }
}
