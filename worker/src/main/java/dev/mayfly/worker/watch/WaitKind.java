package dev.mayfly.worker.watch;

import java.util.Arrays;
import java.util.Optional;

/** Which of a life's waiting steps a wait is. */
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

  /** The stage that a history calls so; empty for a step that is no wait. */
  static Optional<WaitKind> of(String activityType) {
    return Arrays.stream(values())
        .filter(stage -> stage.activityType.equals(activityType))
        .findFirst();
  }
}
