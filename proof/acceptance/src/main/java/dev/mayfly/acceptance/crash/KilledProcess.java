package dev.mayfly.acceptance.crash;

import java.util.List;
import java.util.Locale;

/** The processes that are killed at once: a column of the matrix. */
enum KilledProcess {
  GATEWAY,
  WORKER,
  TEMPORAL,
  ALL;

  /** Returns the processes, in the order in which they are started again. */
  List<ProcessKind> kinds() {
    return switch (this) {
      case GATEWAY -> List.of(ProcessKind.GATEWAY);
      case WORKER -> List.of(ProcessKind.WORKER);
      case TEMPORAL -> List.of(ProcessKind.TEMPORAL);
      case ALL -> List.of(ProcessKind.TEMPORAL, ProcessKind.GATEWAY, ProcessKind.WORKER);
    };
  }

  boolean has(ProcessKind kind) {
    return kinds().contains(kind);
  }

  /** Returns its name in the table's head. */
  String title() {
    return switch (this) {
      case TEMPORAL -> "Temporal";
      case ALL -> "all three";
      case GATEWAY, WORKER -> name().toLowerCase(Locale.ROOT);
    };
  }
}
