package dev.mayfly.workflows.sweep;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The unserved jobs of the last look that was complete, and of the one that goes on. */
final class UnservedSoFar {

  private @Nullable Unserved complete;
  private Unserved soFar = Unserved.NONE;

  /**
   * @param begins whether the look began at the start.
   */
  void saw(QueueSnapshot snapshot, boolean begins) {
    Unserved part = Objects.requireNonNullElse(snapshot.unserved(), Unserved.NONE);
    soFar = begins ? part : soFar.and(part);
    complete = snapshot.next() == null ? soFar : complete;
  }

  /** Before the first complete look of a run it returns what there is. */
  Unserved known() {
    return Objects.requireNonNullElse(complete, soFar);
  }
}
