package dev.mayfly.workflows.life;

import java.util.Map;

/** A reason to part with a runner. Several may hold at once: the first of them explains its end. */
enum ReleaseReason {
  /** An operator wants it gone: it leaves as soon as it has no job. */
  OPERATOR,
  /** Its job needs no runner: it leaves as soon as it has no job, unless it is needed again. */
  NOT_NEEDED,
  /** Its job runs on another of our runners, whose own may be short of one: it stays if started. */
  SPARE,
  /** Its job may not run yet: it may leave, but stays if it has not when that changes. */
  HELD,
  /** It ends, job or no job: an operator asked for that by name, or the job limit passed. */
  FORCED;

  static final String BY_FORCE = "ended by force";

  /** Returns whether a runner that has started is removed for this, if it has no job. */
  boolean removesIdle() {
    return switch (this) {
      case OPERATOR, NOT_NEEDED, HELD -> true;
      case SPARE, FORCED -> false;
    };
  }

  /** Returns whether the runner is lost to its job. */
  boolean isFinal() {
    return switch (this) {
      case OPERATOR, NOT_NEEDED, FORCED -> true;
      case SPARE, HELD -> false;
    };
  }

  /**
   * Returns why a runner leaves, in words.
   *
   * @param causes of every reason that holds, in the order of the reasons.
   */
  static String explain(Map<ReleaseReason, String> causes) {
    ReleaseReason first = causes.keySet().stream().findFirst().orElse(FORCED);
    String cause = causes.getOrDefault(first, BY_FORCE);
    return switch (first) {
      case OPERATOR, NOT_NEEDED -> causes.containsKey(FORCED) ? BY_FORCE + ": " + cause : cause;
      case SPARE, HELD, FORCED -> cause;
    };
  }
}
