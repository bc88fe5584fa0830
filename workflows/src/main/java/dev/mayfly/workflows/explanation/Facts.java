package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * All that is known of a job by the one who explains it. A life knows its own part; who can ask the
 * pool, the forge or the configuration adds theirs. What is absent is not known, and nothing is
 * concluded from that.
 *
 * @param asked what was asked about, as a person named it.
 */
public record Facts(
    String asked,
    @Nullable LifeFacts life,
    @Nullable PoolFacts pool,
    @Nullable ForgeFacts forge,
    @Nullable RoutingFacts routing,
    @Nullable ProcessFacts processes,
    @Nullable StepFacts steps) {

  public Facts {
    requireNonNull(asked, "asked");
  }

  /** Nothing is known but what was asked about: there is no life of it. */
  public static Facts of(String asked) {
    return new Facts(asked, null, null, null, null, null, null);
  }

  /** The facts that a life knows by itself. */
  public static Facts of(LifeFacts life) {
    return new Facts(life.id(), life, null, null, null, null, null);
  }

  public Facts with(PoolFacts its) {
    return new Facts(asked, life, its, forge, routing, processes, steps);
  }

  public Facts with(ForgeFacts its) {
    return new Facts(asked, life, pool, its, routing, processes, steps);
  }

  public Facts with(RoutingFacts its) {
    return new Facts(asked, life, pool, forge, its, processes, steps);
  }

  public Facts with(ProcessFacts its) {
    return new Facts(asked, life, pool, forge, routing, its, steps);
  }

  public Facts with(StepFacts its) {
    return new Facts(asked, life, pool, forge, routing, processes, its);
  }
}
