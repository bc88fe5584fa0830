package dev.mayfly.acceptance.crash;

import java.util.List;

/** The processes of a run; the first two are the stand-ins, which are never killed. */
enum ProcessKind {
  GITHUB,
  BATCH,
  TEMPORAL,
  GATEWAY,
  WORKER,
  /** The one that takes over from a worker that is suspended. */
  SECOND_WORKER;

  /** Returns those that run from the beginning. */
  static List<ProcessKind> first() {
    return List.of(GITHUB, BATCH, TEMPORAL, GATEWAY, WORKER);
  }

  String logFile() {
    return name().toLowerCase(java.util.Locale.ROOT) + ".log";
  }
}
