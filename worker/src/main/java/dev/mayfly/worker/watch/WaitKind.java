package dev.mayfly.worker.watch;

import java.util.Arrays;
import java.util.Optional;

/** The waiting steps of a life, by the activity types that histories hold. */
enum WaitKind {
  TURN("awaitTurn"),
  START("awaitStart"),
  ONLINE("awaitOnline"),
  COMPLETION("awaitCompletion"),
  OTHER("awaitOther");

  private final String activityType;

  WaitKind(String activityType) {
    this.activityType = activityType;
  }

  /** Returns the kind of wait that has this activity type; empty for a step that is no wait. */
  static Optional<WaitKind> of(String activityType) {
    return Arrays.stream(values()).filter(kind -> kind.activityType.equals(activityType)).findAny();
  }
}
