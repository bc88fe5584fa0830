package dev.mayfly.standin.batch;

import jakarta.ws.rs.PathParam;

/** The job and the task that a path names. */
public final class TaskPath {

  final String job;
  final String task;

  public TaskPath(@PathParam("job") String job, @PathParam("task") String task) {
    this.job = job;
    this.task = task;
  }
}
