package dev.mayfly.bench.cost;

/**
 * A part of what a life costs Temporal, or its mean over many lives.
 *
 * @param actions as Temporal Cloud bills them. Rule temporal-actions.
 * @param events of the history, those of its workflow tasks included.
 * @param bytes of these events.
 */
record Cost(double actions, double events, double workflowTasks, double bytes) {

  static final Cost NONE = new Cost(0, 0, 0, 0);

  Cost plus(Cost other) {
    return new Cost(
        actions + other.actions,
        events + other.events,
        workflowTasks + other.workflowTasks,
        bytes + other.bytes);
  }

  Cost dividedBy(int lives) {
    return new Cost(actions / lives, events / lives, workflowTasks / lives, bytes / lives);
  }
}
