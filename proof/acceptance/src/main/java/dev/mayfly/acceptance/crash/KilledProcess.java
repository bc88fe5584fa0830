package dev.mayfly.acceptance.crash;

import java.util.List;
import java.util.Locale;

/** Who is killed, as one column of the matrix. */
enum KilledProcess {
  GATEWAY,
  WORKER,
  TEMPORAL,
  ALL;

  /** The processes, in the order in which they are started again. */
  List<ProcessKind> parts() {
    return switch (this) {
      case GATEWAY -> List.of(ProcessKind.GATEWAY);
      case WORKER -> List.of(ProcessKind.WORKER);
      case TEMPORAL -> List.of(ProcessKind.TEMPORAL);
      case ALL -> List.of(ProcessKind.TEMPORAL, ProcessKind.GATEWAY, ProcessKind.WORKER);
    };
  }

  boolean has(ProcessKind part) {
    return parts().contains(part);
  }

  /** As the table's head has it. */
  String title() {
    return switch (this) {
      case TEMPORAL -> "Temporal";
      case ALL -> "all three";
      case GATEWAY, WORKER -> name().toLowerCase(Locale.ROOT);
    };
  }
}
