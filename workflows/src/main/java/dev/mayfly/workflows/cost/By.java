package dev.mayfly.workflows.cost;

import dev.mayfly.workflows.explanation.LifeFacts;

/** The things that the rows of a cost report are about. */
public enum By {
  JOB,
  REPOSITORY,
  WORKFLOW,
  POOL;

  /** Returns the row's name; of a job that was written by strangers: data, never markup. */
  String of(LifeFacts.Job job) {
    return switch (this) {
      case JOB -> job.inWords() + " (" + job.forge() + " " + job.id() + ")";
      case REPOSITORY -> job.repository();
      case WORKFLOW -> job.repository() + (job.workflow() == null ? "" : " · " + job.workflow());
      case POOL -> job.pool();
    };
  }

  /** Returns the row's name of what is no runner's: what the nodes of a pool cost without one. */
  String of(String what, String name) {
    return this == POOL && what.equals("idle") ? name : "(" + what + ") " + name;
  }
}
