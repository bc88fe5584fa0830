package dev.mayfly.worker.batch;

import dev.mayfly.worker.batch.BatchRequests.Refusal;

/** An answer by plain REST that refuses; a {@link BatchException} is made of it. */
final class RestRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  // Not part of the exception's serial form, which nobody uses.
  private final transient Refusal refusal;

  RestRefusedException(Refusal refusal) {
    super("status " + refusal.response().code());
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
