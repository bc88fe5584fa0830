package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The rules that find the one situation in the facts. Every fact that is absent is not known. */
record Situations(Facts facts, LifeFacts life) {

  static Situation of(Facts facts) {
    ProcessFacts processes = facts.processes();
    if (processes != null && processes.away() != null) {
      return new Unreachable.TemporalAway(processes.temporal(), processes.away());
    }
    LifeFacts life = facts.life();
    if (processes != null && processes.ended() != null) {
      return new Over.Terminated(processes.ended().at(), facts.asked(), processes.ended().how());
    }
    if (life != null) {
      return new Situations(facts, life).ofLife();
    }
    return processes != null && processes.unserved() != null
        ? new Unreachable.NoWorker(facts.asked(), processes.unserved())
        : withoutLife(facts);
  }

  private static Situation withoutLife(Facts facts) {
    ForgeFacts forge = facts.forge();
    RoutingFacts routing = facts.routing();
    if (routing == null) {
      return new NotServed.NoSuchJob(facts.asked());
    }
    if (forge != null && forge.standing() != null) {
      switch (forge.standing()) {
        case COMPLETED -> {
          return new Over.NotNeeded(
              null, "at the forge it is over: " + requireNonNullElse(forge.conclusion(), "done"));
        }
        case IN_PROGRESS -> {
          String runner = requireNonNullElse(forge.runner(), "a runner that the forge hides");
          return new Runs.RunsElsewhere(null, runner, false);
        }
        case WAITING -> {
          if (routing.isInScope() && routing.pool() != null) {
            return new Waits.Held(forge.createdAt(), null);
          }
        }
        case QUEUED -> {}
      }
    }
    if (!routing.isInScope()) {
      return new NotServed.ScopeNotServed(routing.forge(), routing.repository());
    }
    Instant since = forge == null ? null : forge.createdAt();
    return routing.pool() == null
        ? new NotServed.NoPool(since, routing.labels(), routing.nearest())
        : new NotServed.Missed(since, routing.pool());
  }

  private Situation ofLife() {
    if (life.outcome() != null) {
      return over(life.outcome());
    }
    if (life.cancelled() != null) {
      return new Runs.Cancelling(
          life.newest().map(this::since).orElse(life.begun()),
          life.cancelled(),
          life.attempts().stream().anyMatch(it -> it.step() == Step.END));
    }
    return switch (life.standing()) {
      case QUEUED, WAITING -> life.isSpent() ? spent(settled(), lastCause()) : untaken();
      case IN_PROGRESS -> taken();
      case COMPLETED -> cleansUp();
    };
  }

  private Situation over(LifeFacts.Outcome outcome) {
    return switch (outcome.kind()) {
      case COMPLETED -> ran(outcome, requireNonNullElse(outcome.runner(), "a runner"));
      case NOT_NEEDED -> new Over.NotNeeded(outcome.at(), outcome.cause());
      case CANCELLED -> cancelled(outcome);
      case ATTEMPTS_SPENT -> spent(outcome.at(), outcome.cause());
    };
  }

  private Situation spent(@Nullable Instant since, String cause) {
    return new Over.AttemptsSpent(since, life.attempts().size(), cause, life.job().cancelsRun());
  }

  private String lastCause() {
    return life.newest()
        .map(AttemptFacts::end)
        .map(AttemptFacts.End::inWords)
        .orElse("it is being removed");
  }

  private Situation cancelled(LifeFacts.Outcome outcome) {
    LifeFacts.Cancelled by = life.cancelled();
    return by == null
        ? new Over.CancelledBy(outcome.at(), "an operator", outcome.cause())
        : new Over.CancelledBy(outcome.at(), by.by(), by.reason());
  }

  private Situation ran(LifeFacts.Outcome outcome, String runner) {
    AttemptFacts.End end = life.attempt(runner).map(AttemptFacts::end).orElse(null);
    EndKind kind = end == null ? EndKind.RAN_JOB : end.kind();
    String cause = end == null ? "" : end.cause();
    return switch (kind) {
      case LOST -> new Over.LostWithJob(outcome.at(), runner, cause, outcome.cause());
      case JOB_TIMED_OUT -> new Over.LimitPassed(outcome.at(), runner, cause);
      case RAN_JOB, RELEASED, IDLE_TIMED_OUT, NEVER_ONLINE, NOT_ALLOWED, UNASSIGNED, FAILED ->
          new Over.Ran(outcome.at(), runner, outcome.cause(), on(runner));
    };
  }

  private Situation taken() {
    String runner = requireNonNullElse(life.runner(), "a runner that the forge did not name");
    AttemptFacts own = life.attempt(life.runner()).orElse(null);
    if (own == null) {
      return new Runs.RunsElsewhere(settled(), runner, life.isOurs());
    }
    if (own.step().compareTo(Step.END) > 0) {
      return new Runs.VerdictAwaited(since(own), life.next(), runner, how(own));
    }
    Instant since = own.since(Step.END);
    return new Runs.RunsHere(since == null ? settled() : since, runner, on(own));
  }

  private Situation cleansUp() {
    for (AttemptFacts attempt : life.attempts()) {
      if (attempt.step() == Step.REMOVAL && attempt.kept() != null) {
        return new Runs.Kept(since(attempt), attempt.runner(), attempt.kept());
      }
      if (attempt.step() == Step.REMOVAL && attempt.isStuck()) {
        return new Runs.RemovalStuck(since(attempt), attempt.runner(), how(attempt));
      }
    }
    String conclusion = requireNonNullElse(life.conclusion(), "without a conclusion");
    String where = life.runner() == null ? "without a runner" : "on " + life.runner();
    return new Runs.CleansUp(settled(), conclusion + ", " + where);
  }

  private Situation untaken() {
    if (life.held() != null) {
      return new Waits.Held(life.held(), life.next());
    }
    return life.newest().map(this::by).orElseGet(() -> new Waits.Begins(life.begun()));
  }

  private Situation by(AttemptFacts newest) {
    Instant since = since(newest);
    Step step = newest.leaving() == null ? newest.step() : Step.REMOVAL;
    return switch (step) {
      case NONE -> new Waits.Begins(since);
      case TURN -> turn(since);
      case TOKEN -> minting(newest);
      case NODE -> node(newest);
      case START -> starting(newest);
      case JOB -> online(newest);
      case END -> busy(newest);
      case REMOVAL, GONE -> after(newest);
    };
  }

  private Situation turn(@Nullable Instant since) {
    PoolFacts its = facts.pool();
    if (its != null && its.pause() != null) {
      return new Waits.PoolPaused(since, pool(), its.pause());
    }
    if (its != null && its.cap() != null && its.isFull()) {
      return new Waits.AtCap(
          since, pool(), its.cap(), its.running(), its.place(), its.waiting(), its.pace());
    }
    if (its != null && its.cap() == null && its.nodes() != null && its.haveNodesErrors()) {
      return nodes(since, its.nodes(), "the runner that waits for its turn");
    }
    AttemptFacts.End met = life.attempts().size() < 2 ? null : beforeNewest().end();
    if (met == null || !met.ofPool()) {
      return new Waits.TurnAwaited(since, pool(), null);
    }
    return life.job().limited()
        ? new Waits.TurnAwaited(since, pool(), met.cause())
        : new Waits.MintingRefused(since, pool(), beforeNewest().runner(), met.cause());
  }

  private AttemptFacts beforeNewest() {
    return life.attempts().get(life.attempts().size() - 2);
  }

  private Situation minting(AttemptFacts newest) {
    StepFacts steps = facts.steps();
    return steps != null && steps.isLimited()
        ? new Waits.MintingLimited(since(newest), steps.limitedUntil())
        : new Waits.Minting(since(newest), newest.runner(), steps == null ? null : steps.failure());
  }

  private Situation node(AttemptFacts newest) {
    PoolFacts its = facts.pool();
    return its == null || its.nodes() == null
        ? new Waits.NodeAwaited(since(newest), pool(), newest.runner())
        : nodes(since(newest), its.nodes(), newest.runner());
  }

  private Situation nodes(@Nullable Instant since, PoolFacts.Nodes nodes, String runner) {
    if (!nodes.errors().isEmpty()) {
      return new Waits.ResizeFailed(since, pool(), nodes.errors());
    }
    return nodes.areOnTheirWay()
        ? new Waits.NodesBoot(since, pool(), nodes.current(), nodes.target())
        : new Waits.NodeAwaited(since, pool(), runner);
  }

  private Situation starting(AttemptFacts newest) {
    StepFacts steps = facts.steps();
    if (steps != null && steps.isOffline()) {
      return new Starts.RegisteredOffline(since(newest), newest.runner());
    }
    String node = newest.node() == null ? "A node" : "Node " + newest.node();
    Boolean prepares = steps == null ? null : steps.prepares();
    return requireNonNullElse(prepares, newest.prepares())
        ? new Starts.ImagePulled(since(newest), newest.runner(), node)
        : new Starts.ContainerStarts(since(newest), newest.runner(), node);
  }

  private Situation online(AttemptFacts newest) {
    return newest.versionEnds() == null
        ? new Starts.NotAssigned(since(newest), newest.runner(), newest.group())
        : new Starts.VersionEnds(since(newest), pool(), newest.runner(), newest.versionEnds());
  }

  private Situation busy(AttemptFacts newest) {
    return newest.otherJob() == null
        ? new Runs.RunsHere(since(newest), newest.runner(), on(newest))
        : new Starts.TookAnother(since(newest), newest.runner(), newest.otherJob(), life.next());
  }

  /** Returns what follows a runner from which nothing is to be hoped any more. */
  private Situation after(AttemptFacts newest) {
    AttemptFacts.End end = newest.end();
    Instant since = since(newest);
    Instant next = life.next();
    if (end == null) {
      String why = newest.leaving() == null ? "is being removed" : "leaves: " + newest.leaving();
      return newest.otherJob() == null
          ? new Retries.RunnerLeft(since, next, newest.runner(), why)
          : new Starts.TookAnother(since, newest.runner(), newest.otherJob(), next);
    }
    if (end.ofPool()) {
      return new Waits.MintingRefused(since, pool(), newest.runner(), end.cause());
    }
    return switch (end.kind()) {
      case NEVER_ONLINE -> new Retries.NeverOnline(since, next, newest.runner(), end.cause());
      case FAILED -> new Retries.StartFailed(since, next, newest.runner(), end.cause());
      case LOST -> new Retries.RunnerLost(since, next, newest.runner(), end.cause());
      case NOT_ALLOWED -> new Retries.GroupForbids(since, next, end.cause());
      case UNASSIGNED -> new Retries.LeftUnassigned(since, next, end.cause());
      case RAN_JOB ->
          newest.otherJob() != null && newest.otherJob() != 0
              ? new Starts.TookAnother(since, newest.runner(), newest.otherJob(), next)
              : new Retries.RunnerLeft(since, next, newest.runner(), end.inWords());
      case RELEASED, IDLE_TIMED_OUT, JOB_TIMED_OUT ->
          new Retries.RunnerLeft(since, next, newest.runner(), end.inWords());
    };
  }

  /** A life notes that its job is settled a moment after it has heard so. */
  private Instant settled() {
    Instant last = life.newest().map(this::since).orElse(life.begun());
    return requireNonNullElse(life.settled(), last);
  }

  private Instant since(AttemptFacts attempt) {
    return requireNonNullElse(attempt.since(), life.begun());
  }

  private static String how(AttemptFacts attempt) {
    return attempt.end() == null ? "is leaving" : attempt.end().inWords();
  }

  private String on(String runner) {
    return life.attempt(runner).map(Situations::on).orElse("");
  }

  private static String on(AttemptFacts attempt) {
    return attempt.node() == null ? "" : " on node " + attempt.node();
  }

  private String pool() {
    return life.job().pool();
  }
}
