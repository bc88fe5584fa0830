package dev.mayfly.workflows.explanation;

import static dev.mayfly.workflows.explanation.Case.FIRST;
import static dev.mayfly.workflows.explanation.Case.at;
import static dev.mayfly.workflows.explanation.Case.queued;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For each situation, facts that are it. */
final class Cases {

  static final String LOST = "the task ended with exit code 5: its registration was used before";

  private Cases() {}

  static Map<String, Facts> all() {
    Map<String, Facts> all = new LinkedHashMap<>();
    notServed(all);
    waits(all);
    starts(all);
    retries(all);
    runs(all);
    over(all);
    return all;
  }

  private static void notServed(Map<String, Facts> all) {
    Facts none = Facts.of("job 29679449526 of forge github");
    all.put("NoSuchJob", none);
    all.put("NoPool", none.with(routing(true, null)));
    all.put("ScopeNotServed", none.with(routing(false, null)));
    all.put("Missed", none.with(routing(true, "ubuntu")));
    all.put("NoWorker", none.with(ProcessFacts.unserved("127.0.0.1:7233", "mayfly")));
    all.put("TemporalAway", none.with(ProcessFacts.away("127.0.0.1:7233", "connection refused")));
  }

  private static void waits(Map<String, Facts> all) {
    all.put("Begins", queued().facts());
    all.put("Held", queued().held().next(905).facts());
    all.put("Minting", queued().runner(Step.TOKEN).facts());
    all.put(
        "MintingLimited",
        queued()
            .runner(Step.TOKEN)
            .facts()
            .with(new StepFacts("429", true, at(1800), null, false)));
    all.put(
        "MintingRefused",
        queued().refused("the forge does not know the credential").runner(Step.TURN).facts());
    all.put(
        "PoolPaused",
        queued().limited().runner(Step.TURN).facts(pool(paused(), 10, 0, null, null)));
    all.put("TurnAwaited", queued().limited().runner(Step.TURN).facts());
    all.put("AtCap", queued().limited().runner(Step.TURN).facts(pool(null, 10, 4, minute(), null)));
    Case waiting = queued().runner(Step.TOKEN, Step.NODE);
    all.put("NodeAwaited", waiting.facts());
    all.put("NodesBoot", waiting.facts(pool(null, null, 0, null, nodes(true))));
    all.put(
        "ResizeFailed",
        waiting.facts(
            pool(null, null, 0, null, nodes(false, "AccountCoreQuotaReached: no more cores"))));
  }

  private static void starts(Map<String, Facts> all) {
    Case starting = queued().on("tvm-1", false, Step.TOKEN, Step.NODE, Step.START);
    all.put("ImagePulled", queued().on("tvm-1", true, Step.TOKEN, Step.NODE, Step.START).facts());
    all.put("ContainerStarts", starting.facts());
    all.put(
        "RegisteredOffline", starting.facts().with(new StepFacts(null, false, null, false, true)));
    all.put(
        "NotAssigned",
        queued()
            .group(
                "the default runner group of acme, which served repository acme/shop when its token was made")
            .runner(Step.START, Step.JOB)
            .facts());
    all.put(
        "VersionEnds",
        queued().versionEnds("2.329.0", 86_400).runner(Step.START, Step.JOB).facts());
    all.put("TookAnother", queued().with(99, Step.JOB, Step.END).facts());
  }

  private static void retries(Map<String, Facts> all) {
    all.put(
        "NeverOnline",
        queued()
            .ended(
                EndKind.NEVER_ONLINE,
                "the task ended with exit code 3, before the forge listed it as online")
            .next(70)
            .facts());
    all.put(
        "StartFailed",
        queued().ended(EndKind.FAILED, "Batch did not create the task: 500").facts());
    all.put("RunnerLost", queued().ended(EndKind.LOST, LOST).facts());
    all.put(
        "GroupForbids",
        queued()
            .ended(
                EndKind.NOT_ALLOWED,
                "runner group Default does not serve repository acme/shop, which is public")
            .next(900)
            .facts());
    all.put(
        "LeftUnassigned",
        queued()
            .ended(
                EndKind.UNASSIGNED, "online for 10 min without a job, although its own is queued")
            .facts());
    all.put(
        "RunnerLeft",
        queued().leaving("replaced: an operator asked for another runner", Step.JOB).facts());
  }

  private static void runs(Map<String, Facts> all) {
    Case busy = queued().on("tvm-1", false, Step.NODE, Step.START, Step.JOB, Step.END);
    all.put("RunsHere", busy.takenBy(FIRST, true).facts());
    all.put(
        "RunsElsewhere",
        queued().runner(Step.JOB).takenBy("mayfly-github-5-abcdef-1", true).facts());
    all.put(
        "VerdictAwaited",
        queued()
            .ended(EndKind.LOST, "the node is gone, while its job ran")
            .takenBy(FIRST, true)
            .next(70)
            .facts());
    all.put(
        "Cancelling",
        queued().runner(Step.JOB, Step.END).takenBy(FIRST, true).cancelled(false).facts());
    all.put(
        "CleansUp",
        queued()
            .runner(Step.JOB, Step.END, Step.REMOVAL)
            .takenBy(FIRST, true)
            .completed("success")
            .facts());
    all.put(
        "RemovalStuck",
        queued()
            .stuck(EndKind.RAN_JOB, "the forge reported its job as completed")
            .completed("success")
            .facts());
    all.put("Kept", queued().kept("ada", "fails only here").completed("failure").facts());
  }

  private static void over(Map<String, Facts> all) {
    Case done = queued().ended(EndKind.RAN_JOB, "the task ended with exit code 0");
    all.put("Ran", done.over(OutcomeKind.COMPLETED, FIRST, "concluded with success").facts());
    Case lost =
        queued().ended(EndKind.LOST, "the task ended with exit code 137, while its job ran");
    Case late = queued().ended(EndKind.JOB_TIMED_OUT, "still busy after the job limit of PT2H");
    all.put(
        "LostWithJob", lost.over(OutcomeKind.COMPLETED, FIRST, "concluded with failure").facts());
    all.put(
        "LimitPassed", late.over(OutcomeKind.COMPLETED, FIRST, "concluded with cancelled").facts());
    all.put(
        "NotNeeded",
        queued()
            .over(OutcomeKind.NOT_NEEDED, null, "the job is over without a runner: cancelled")
            .facts());
    all.put(
        "Terminated",
        queued().facts().with(ProcessFacts.ended("127.0.0.1:7233", "TERMINATED", at(300))));
    all.put(
        "CancelledBy",
        queued().cancelled(false).over(OutcomeKind.CANCELLED, null, "wrong branch").facts());
    all.put(
        "AttemptsSpent",
        spent()
            .over(
                OutcomeKind.ATTEMPTS_SPENT,
                null,
                "the task ended with exit code 3, before the forge listed it as online")
            .facts());
  }

  static Case spent() {
    Case spent = queued();
    for (int i = 0; i < 5; i++) {
      spent.ended(
          EndKind.NEVER_ONLINE,
          "the task ended with exit code 3, before the forge listed it as online");
    }
    return spent.spent();
  }

  private static RoutingFacts routing(boolean isInScope, @Nullable String pool) {
    return new RoutingFacts(
        "github",
        "acme/shop",
        isInScope,
        List.of("self-hosted", "ubuntu-lates"),
        pool,
        "pool ubuntu comes nearest, but it does not offer [ubuntu-lates]");
  }

  static PoolFacts.Pause paused() {
    return new PoolFacts.Pause("ada", "maintenance of the network", at(-3600), false);
  }

  private static Duration minute() {
    return Duration.ofSeconds(60);
  }

  private static PoolFacts.Nodes nodes(boolean moves, String... errors) {
    return new PoolFacts.Nodes(1, 3, moves, List.of(errors));
  }

  static PoolFacts pool(
      PoolFacts.@Nullable Pause pause,
      @Nullable Integer cap,
      int place,
      @Nullable Duration pace,
      PoolFacts.@Nullable Nodes nodes) {
    return new PoolFacts("ubuntu", pause, cap, cap == null ? 3 : cap, place, 7, pace, nodes);
  }
}
