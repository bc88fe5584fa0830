package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The bodies that requests have, each with what Batch takes there. */
enum Body {
  ADD_JOB("JobAddParameter"),
  PATCH_JOB("JobPatchParameter"),
  UPDATE_JOB("JobUpdateParameter"),
  DISABLE_JOB("JobDisableParameter"),
  TERMINATE_JOB("JobTerminateParameter"),
  ADD_TASK("TaskAddParameter"),
  ADD_TASKS("TaskAddCollectionParameter"),
  UPDATE_TASK("TaskUpdateParameter"),
  ADD_POOL("PoolAddParameter"),
  PATCH_POOL("PoolPatchParameter"),
  RESIZE_POOL("PoolResizeParameter"),
  ENABLE_AUTOSCALE("PoolEnableAutoScaleParameter"),
  EVALUATE_AUTOSCALE("PoolEvaluateAutoScaleParameter"),
  REMOVE_NODES("NodeRemoveParameter"),
  DISABLE_SCHEDULING("NodeDisableSchedulingParameter");

  private static final Shapes SHAPES = Shapes.ofBatch();

  private final String shape;

  Body(String shape) {
    this.shape = shape;
  }

  String shape() {
    return shape;
  }

  /**
   * Returns the body that a request has to have.
   *
   * @throws BatchError when it is no JSON, or not of its shape.
   */
  ObjectNode read(String text) {
    ObjectNode body = Json.parse(text);
    SHAPES.check(shape, body);
    return body;
  }

  /** Returns the body that a request may have; an empty one if it has none. */
  ObjectNode readIfThere(String text) {
    return text.isBlank() ? Json.object() : read(text);
  }
}
