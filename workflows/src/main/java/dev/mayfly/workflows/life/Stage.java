package dev.mayfly.workflows.life;

import java.util.Locale;

/** A part of a runner's time, named by what it is waited for, and due to one party. */
public enum Stage {
  /** Its pool's cap, pause or turn is waited for. */
  TURN("mayfly"),
  /** A registration is asked for, and the task is made. */
  MINT("mayfly"),
  /** A node of Batch is waited for. */
  CAPACITY("batch"),
  /** The image, the container and the runner's registration are waited for. */
  START("batch"),
  /** A forge's job is waited for: the forge assigns it. */
  ASSIGN("forge"),
  /** The job runs. */
  RUN("job"),
  /** The registration and the task are removed. */
  CLEAN_UP("mayfly");

  private final String share;

  Stage(String share) {
    this.share = share;
  }

  /**
   * Returns the stage that a phase is.
   *
   * @param isFirst whether nothing of the runner exists yet, so that it waits for its turn.
   */
  static Stage of(Phase phase, boolean isFirst) {
    return switch (phase) {
      case REQUESTED, HELD -> TURN;
      case MINTING -> MINT;
      case WAITING_FOR_CAPACITY -> isFirst ? TURN : CAPACITY;
      case STARTING -> START;
      case ONLINE -> ASSIGN;
      case BUSY -> RUN;
      case CLEANING_UP, ENDED -> CLEAN_UP;
    };
  }

  /** Returns whether a node has the runner's task. */
  boolean isOnNode() {
    return this == START || this == ASSIGN || this == RUN;
  }

  /** Its name as a label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the party that its time is due to: {@code mayfly}, {@code batch}, {@code forge}, {@code
   * job}.
   */
  public String share() {
    return share;
  }
}
