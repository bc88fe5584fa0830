package dev.mayfly.bench.load;

/**
 * One request.
 *
 * @param job that it was about.
 * @param status 0 for none.
 * @param saysWhen whether the answer tells when to send it again.
 * @param due when it was to be sent, in nanoseconds of this JVM's clock.
 * @param sent when it was.
 * @param answered when its answer was there.
 */
public record Sample(long job, int status, boolean saysWhen, long due, long sent, long answered) {

  /** Returns the time that the sender of a steady stream sees, its own waiting included. */
  long responseNanos() {
    return answered - due;
  }

  boolean isAccepted() {
    return status == 202;
  }
}
