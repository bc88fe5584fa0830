package dev.mayfly.workflows;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.FleetModel.Job;
import dev.mayfly.workflows.FleetModel.Runner;
import dev.mayfly.workflows.FleetModel.Task;
import dev.mayfly.workflows.ModelGateway.Run;
import dev.mayfly.workflows.Script.Hand;
import dev.mayfly.workflows.Script.Hand.Asks;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One script played to its end, and what the invariants have to say about it. */
final class FleetRun {

  static final String INSTALLATION = "mayfly";
  static final String FORGE = "github";

  private static final Fleet FLEET =
      new Fleet(
          INSTALLATION,
          Map.of(
              FORGE,
              new Forge(
                  URI.create("https://api"),
                  URI.create("https://web"),
                  List.of(Scope.ofOrganization("acme")))),
          List.of(pool("linux", "large"), pool("gpu")));
  private static final Router ROUTER = new Router(FLEET);
  private static final long SWEEP = 30 * FleetModel.MINUTE;
  // Far longer than five attempts with their pauses, and than any patience: 6 h.
  private static final long HEALED = Duration.ofDays(4).toMillis();
  private static final int MOST_EVENTS = 400_000;

  /** What a deliberate fault in the product would change; each is the identity by default. */
  record Seams(
      UnaryOperator<Steps> steps,
      UnaryOperator<Waits> waits,
      Watchers watchers,
      BiFunction<FleetModel, RunnerName, Removal> withdraw) {
    static final Seams NONE = new Seams(s -> s, w -> w, ModelWatcher::new, FleetModel::withdraw);

    Seams withSteps(UnaryOperator<Steps> other) {
      return new Seams(other, waits, watchers, withdraw);
    }

    Seams withWaits(UnaryOperator<Waits> other) {
      return new Seams(steps, other, watchers, withdraw);
    }

    Seams withWatchers(Watchers other) {
      return new Seams(steps, waits, other, withdraw);
    }
  }

  interface Watchers {
    ModelWatcher make(Script script, BatonScheduler time, FleetModel model);
  }

  /**
   * How a script ended.
   *
   * @param wrongs one line for each broken invariant; empty: none.
   */
  record Result(
      List<String> wrongs,
      int jobs,
      int made,
      int started,
      int lives,
      int lateKills,
      long switches,
      String story) {

    boolean isGood() {
      return wrongs.isEmpty();
    }

    /** Which invariants are broken. */
    List<String> kinds() {
      return wrongs.stream().map(wrong -> wrong.substring(0, 2)).distinct().sorted().toList();
    }
  }

  private final Script script;
  private final Seams seams;
  private final BatonScheduler time = new BatonScheduler();
  private final AtomicInteger kills = new AtomicInteger();
  private final FleetModel model;
  private final ModelWatcher watcher;
  private final ModelGateway gateway;
  private final List<String> wrongs;
  private int runs;

  private FleetRun(Script script, Seams seams) {
    this.script = script;
    this.seams = seams;
    this.gateway = new ModelGateway(time, ROUTER, this::start);
    this.model = new FleetModel(script, time, gateway);
    this.watcher = seams.watchers().make(script, time, model);
    this.wrongs = model.wrongs;
  }

  static Result of(Script script) {
    return of(script, Seams.NONE);
  }

  static Result of(Script script, Seams seams) {
    FleetRun run = new FleetRun(script, seams);
    try {
      run.play();
      return run.result();
    } finally {
      run.time.abandon();
    }
  }

  static Deadlines deadlines(String pool) {
    return pool.equals("gpu")
        ? new Deadlines(null, null, Duration.ofHours(2), null)
        : Deadlines.DEFAULT;
  }

  private static Pool pool(String name, String... more) {
    List<String> labels = new ArrayList<>(List.of("self-hosted", name));
    labels.addAll(List.of(more));
    return new Pool(
        name,
        labels,
        List.of("self-hosted", name),
        "batch-pool",
        "image",
        null,
        null,
        deadlines(name),
        null,
        false);
  }

  private Run start(RunnerRequest request, int number) {
    runs++;
    BatonScheduler.Stories stories = time.stories();
    Job job = model.job(request.job().id());
    Steps steps =
        seams
            .steps()
            .apply(new ModelSteps(model, watcher, time, stories, job, kills, seams.withdraw()));
    RunnerLife life =
        new RunnerLife(
            request, String.format("%06x", number), steps, seams.waits().apply(stories), () -> {});
    Run run = new Run(life, stories, time.now());
    job.script.hands().forEach(hand -> time.after(hand.at() * 1000L, () -> ask(run, hand)));
    return run;
  }

  private static void ask(Run run, Hand hand) {
    if (!run.isOpen()) {
      return;
    }
    if (hand.asks() != Asks.REPROVISION) {
      run.life.cancel(new OperatorRequest("ann", "a test", hand.asks() == Asks.FORCE, null));
    } else if (run.life.isOwed()) {
      run.life.reprovision();
    }
    run.stories.changed();
  }

  private void play() {
    script.jobs().forEach(job -> time.after(job.at() * 1000L, () -> model.queue(job)));
    for (int at : script.kills()) {
      time.after(
          at * 1000L,
          () -> {
            kills.incrementAndGet();
            watcher.kill();
          });
    }
    script.outages().forEach(span -> time.after((span.at() + span.lasts()) * 1000L, () -> {}));
    sweepLater();
    long quietSince = 0;
    int events = 0;
    try {
      while (!isOver() && time.now() - quietSince < HEALED && time.step()) {
        if (!time.isWorldQuiet()) {
          quietSince = time.now();
        }
        if (++events > MOST_EVENTS) {
          throw new BatonScheduler.Stuck("too many events:\n" + time.positions(), null);
        }
      }
      judge();
    } catch (BatonScheduler.Stuck stuck) {
      wrongs.add("I0: " + stuck.getMessage());
    }
  }

  private void sweepLater() {
    time.quietlyAfter(
        SWEEP,
        () -> {
          for (Job job : List.copyOf(model.jobs.values())) {
            if (job.is(JobLook.Status.QUEUED) && !gateway.lives.containsKey(job.id)) {
              gateway.redeliver(job);
            }
          }
          sweepLater();
        });
  }

  private boolean isOver() {
    return time.isWorldQuiet()
        && gateway.lives.values().stream().allMatch(run -> !run.isOpen() || isHeld(run))
        && model.jobs.values().stream()
            .noneMatch(
                job ->
                    (job.is(JobLook.Status.QUEUED) && !gateway.lives.containsKey(job.id))
                        || job.is(JobLook.Status.IN_PROGRESS));
  }

  private boolean isHeld(Run run) {
    long id = jobOf(run);
    return run.life.status().phase() == Phase.HELD
        && model.job(id).is(JobLook.Status.WAITING)
        && model.tasks.keySet().stream().noneMatch(name -> name.life().jobId() == id);
  }

  private long jobOf(Run run) {
    return gateway.lives.entrySet().stream()
        .filter(entry -> entry.getValue() == run)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  // The invariants.

  private void judge() {
    for (Job job : model.jobs.values()) {
      Run run = gateway.lives.get(job.id);
      judgeJob(job, run);
      if (run != null) {
        judgeLife(job, run);
      }
    }
    for (Runner runner : model.runners.values()) {
      wrongs.add("I2: the registration of " + runner.task.name + " is left");
    }
    for (Task task : model.tasks.values()) {
      wrongs.add("I2: the task " + task.name + " is left, " + task.state);
    }
  }

  private void judgeJob(Job job, @Nullable Run run) {
    if (job.timesTaken > 1) {
      wrongs.add("I1: job " + job.id + " was run " + job.timesTaken + " times");
    }
    boolean excused =
        run != null
            && (run.outcome instanceof Outcome.Cancelled
                || run.outcome instanceof Outcome.AttemptsSpent);
    if (job.is(JobLook.Status.QUEUED) && !excused) {
      wrongs.add("I1: job " + job.id + " starves" + where(run));
    }
    if (job.is(JobLook.Status.IN_PROGRESS)) {
      wrongs.add("I1: job " + job.id + " never ends");
    }
  }

  private void judgeLife(Job job, Run run) {
    if (run.isOpen()) {
      if (!isHeld(run)) {
        wrongs.add("I6: the life of job " + job.id + " does not end" + where(run));
      }
      return;
    }
    Outcome outcome = requireNonNull(run.outcome);
    boolean ours = job.runner != null && job.runner.startsWith(INSTALLATION);
    boolean true_;
    if (outcome instanceof Outcome.Completed completed) {
      true_ =
          job.is(JobLook.Status.COMPLETED)
              && completed.runner().equals(job.runner)
              && completed.conclusion().equals(job.conclusion);
    } else if (outcome instanceof Outcome.NotNeeded) {
      true_ = !ours && (job.is(JobLook.Status.COMPLETED) || job.runner != null);
    } else if (outcome instanceof Outcome.AttemptsSpent spent) {
      long failures = run.life.endsSince(0).stream().filter(End::isFailure).count();
      true_ = failures >= Rules.MOST_FAILURES && spent.attempts() >= failures;
    } else {
      true_ = job.script.hands().stream().anyMatch(hand -> hand.asks() != Asks.REPROVISION);
    }
    if (!true_) {
      wrongs.add(
          "I6: the life of job %d ended as %s, but the job is %s on %s: %s"
              .formatted(job.id, outcome, job.status, job.runner, job.conclusion));
    }
    run.life.status().attempts().forEach(attempt -> judgeEnd(attempt.runner(), attempt.end()));
  }

  private void judgeEnd(String runner, @Nullable String end) {
    Task task =
        model.ever.stream()
            .filter(one -> one.name.toString().equals(runner))
            .findFirst()
            .orElse(null);
    boolean ran = task != null && task.ran != null;
    String how = String.valueOf(end).replaceAll(":.*", "");
    boolean true_ =
        switch (how) {
          case "RanJob" -> ran;
          // An operator's word goes before a look: what no webhook told is not known then.
          case "Released" ->
              !ran
                  || isUntold(requireNonNull(requireNonNull(task).ran))
                  || String.valueOf(end).matches(".*(cancelled by|by force).*");
          case "IdleTimedOut" -> !ran;
          case "NeverOnline" -> !ran || String.valueOf(end).endsWith("listed it as online");
          case "JobTimedOut" -> ran;
          case "Lost" ->
              task != null
                  && (task.mishap || String.valueOf(end).endsWith("not known to have had a job"));
          default -> true;
        };
    if (!true_) {
      wrongs.add(
          "I6: %s ended as %s, but it ran %s".formatted(runner, end, ran ? "a job" : "none"));
    }
  }

  /** Whether what happened to the job may not have been known in time. */
  private static boolean isUntold(Job job) {
    return job.script.hooks().stream().anyMatch(hook -> hook.lost() || hook.delay() > 0);
  }

  private static String where(@Nullable Run run) {
    return run == null
        ? ", without a life"
        : run.isOpen() ? ": " + run.life.status().line() : ": " + run.outcome;
  }

  private Result result() {
    return new Result(
        List.copyOf(wrongs),
        model.jobs.size(),
        model.ever.size(),
        (int) model.ever.stream().filter(task -> task.starts > 0).count(),
        runs,
        model.lateKills,
        time.switches(),
        story());
  }

  private String story() {
    StringBuilder text = new StringBuilder("at " + time.now() / 1000 + " s\n");
    for (Job job : model.jobs.values()) {
      text.append(
          "job %d: %s on %s, %s\n".formatted(job.id, job.status, job.runner, job.conclusion));
    }
    gateway.lives.forEach(
        (id, run) -> text.append("life %d: %s\n".formatted(id, run.life.status().line())));
    return wrongs.isEmpty()
        ? text.toString()
        : text + time.positions() + String.join("\n", model.log());
  }
}
