package dev.mayfly.acceptance.crash;

import java.util.List;
import java.util.Locale;

/** Who is killed, as one column of the matrix. */
enum Victim {
  GATEWAY,
  WORKER,
  TEMPORAL,
  ALL;

  /** The processes, in the order in which they are started again. */
  List<Part> parts() {
    return switch (this) {
      case GATEWAY -> List.of(Part.GATEWAY);
      case WORKER -> List.of(Part.WORKER);
      case TEMPORAL -> List.of(Part.TEMPORAL);
      case ALL -> List.of(Part.TEMPORAL, Part.GATEWAY, Part.WORKER);
    };
  }

  boolean has(Part part) {
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
