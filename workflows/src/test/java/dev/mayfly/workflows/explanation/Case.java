package dev.mayfly.workflows.explanation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of one life, as tests tell them: a job of acme/shop, queued at 10:44:02. */
final class Case {

  static final Instant QUEUED = Instant.parse("2026-11-30T10:44:02Z");
  static final String LIFE = "mayfly-github-29679449526";
  static final String FIRST = LIFE + "-3fa91c-1";
  static final String SECOND = LIFE + "-3fa91c-2";

  private final List<AttemptFacts> attempts = new ArrayList<>();
  private JobStanding standing = JobStanding.QUEUED;
  private @Nullable String runner;
  private boolean isOurs;
  private @Nullable String conclusion;
  private @Nullable Instant settled;
  private @Nullable Instant held;
  private @Nullable Instant next;
  private boolean limited;
  private @Nullable String group;
  private AttemptFacts.@Nullable VersionEnds versionEnds;
  private boolean spent;
  private LifeFacts.@Nullable Cancelled cancelled;
  private LifeFacts.@Nullable Outcome outcome;

  static Instant at(int second) {
    return QUEUED.plusSeconds(second);
  }

  static Case queued() {
    return new Case();
  }

  /** A runner that has come so far, a step each second. */
  Case runner(Step... steps) {
    return runner(null, steps);
  }

  /** A runner that has ended. */
  Case ended(EndKind kind, String cause) {
    return runner(new AttemptFacts.End(kind, cause, false), Step.TOKEN, Step.NODE, Step.GONE);
  }

  /** A runner that met a fault of its pool. */
  Case refused(String cause) {
    return runner(new AttemptFacts.End(EndKind.FAILED, cause, true), Step.TOKEN, Step.GONE);
  }

  /** A runner that has ended after it was online. */
  Case runner(AttemptFacts.@Nullable End end, Step... steps) {
    return add(end, false, null, null, null, false, null, steps);
  }

  Case stuck(EndKind kind, String cause) {
    AttemptFacts.End end = new AttemptFacts.End(kind, cause, false);
    return add(end, true, null, null, null, false, null, Step.JOB, Step.REMOVAL);
  }

  Case with(long otherJob, Step... steps) {
    return add(null, false, otherJob, null, null, false, null, steps);
  }

  Case leaving(String why, Step... steps) {
    return add(null, false, null, why, null, false, null, steps);
  }

  Case on(String node, boolean prepares, Step... steps) {
    return add(null, false, null, null, node, prepares, null, steps);
  }

  Case kept(String by, String reason) {
    AttemptFacts.Kept kept = new AttemptFacts.Kept(by, reason, Duration.ofHours(4));
    return add(null, false, null, null, null, false, kept, Step.END, Step.REMOVAL);
  }

  private Case add(
      AttemptFacts.@Nullable End end,
      boolean isStuck,
      @Nullable Long otherJob,
      @Nullable String leaving,
      @Nullable String node,
      boolean prepares,
      AttemptFacts.@Nullable Kept kept,
      Step... steps) {
    List<AttemptFacts.Reached> reached = new ArrayList<>();
    for (Step step : steps) {
      reached.add(new AttemptFacts.Reached(step, at(60 * attempts.size() + reached.size() + 1)));
    }
    String name = LIFE + "-3fa91c-" + (attempts.size() + 1);
    attempts.add(
        new AttemptFacts(
            name,
            reached,
            end,
            isStuck,
            otherJob,
            leaving,
            node,
            prepares,
            kept,
            null,
            group,
            versionEnds));
    return this;
  }

  Case next(int second) {
    next = at(second);
    return this;
  }

  /** Runners that follow register in this group. */
  Case group(String inWords) {
    group = inWords;
    return this;
  }

  /** Runners that follow are of a version that ends then. */
  Case versionEnds(String version, int second) {
    versionEnds = new AttemptFacts.VersionEnds(version, at(second));
    return this;
  }

  Case limited() {
    limited = true;
    return this;
  }

  Case held() {
    held = at(5);
    standing = JobStanding.WAITING;
    return this;
  }

  Case spent() {
    spent = true;
    settled = at(400);
    return this;
  }

  Case takenBy(String by, boolean ours) {
    standing = JobStanding.IN_PROGRESS;
    runner = by;
    isOurs = ours;
    settled = at(40);
    return this;
  }

  Case completed(String how) {
    standing = JobStanding.COMPLETED;
    conclusion = how;
    settled = at(200);
    return this;
  }

  Case cancelled(boolean byForce) {
    cancelled = new LifeFacts.Cancelled("ada", "wrong branch", byForce);
    return this;
  }

  Case over(OutcomeKind kind, @Nullable String where, String cause) {
    outcome = new LifeFacts.Outcome(kind, where, cause, at(300));
    return this;
  }

  LifeFacts life() {
    return life("build (ubuntu)");
  }

  /** With a name of the job that its author chose. */
  LifeFacts life(String name) {
    LifeFacts.Job job =
        new LifeFacts.Job(
            "github", 29679449526L, "acme/shop", "CI", name, null, "ubuntu", limited, false);
    return new LifeFacts(
        LIFE,
        job,
        QUEUED,
        standing,
        runner,
        isOurs,
        conclusion,
        settled,
        held,
        next,
        spent,
        cancelled,
        outcome,
        attempts);
  }

  Facts facts() {
    return Facts.of(life());
  }

  Facts facts(PoolFacts pool) {
    return facts().with(pool);
  }
}
