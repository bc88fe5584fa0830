package dev.mayfly.workflows.temporal;

/**
 * The types of the failures that steps report, decided once beside each client. They are strings in
 * histories, so they never change their meaning.
 */
public final class FailureType {

  /** Worth another try, after the delay that the failure carries or the step's own pause. */
  public static final String UNAVAILABLE = "Unavailable";

  /** The detail of such a failure by which it says that a limit is reached, and lasts till then. */
  public static final String LIMIT_REACHED = "LimitReached";

  /** Trying again will not help this runner; another attempt might. */
  public static final String REFUSED = "Refused";

  /** The pool's or the credentials' fault: every runner of this pool would fail the same way. */
  public static final String POOL_FAULT = "PoolFault";

  /** The forge would give this job to no runner of the pool, until somebody allows it there. */
  public static final String NOT_ALLOWED = "NotAllowed";

  /** Some events of an intake are such that Temporal never takes them. */
  public static final String EVENTS_REFUSED = "EventsRefused";

  private FailureType() {}
}
