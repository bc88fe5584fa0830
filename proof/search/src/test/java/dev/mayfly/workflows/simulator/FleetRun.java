package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.LifeSteps;
import dev.mayfly.workflows.life.RunnerLife;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.routing.Router;
import dev.mayfly.workflows.simulator.Script.Hand;
import dev.mayfly.workflows.simulator.Script.Hand.Asks;
import dev.mayfly.workflows.simulator.Script.Service;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.temporal.OperatorRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                  Forge.Type.GITHUB,
                  URI.create("https://api"),
                  URI.create("https://web"),
                  List.of(Scope.ofOrganization("acme")),
                  Map.of(Capability.EXACT_LABELS.key(), true),
                  null,
                  null)),
          List.of(
              pool("linux", null, "large"), pool("gpu", Duration.ofHours(2)), pool("jit", null)));
  private static final Router ROUTER = new Router(FLEET);
  private static final long SWEEP = 30 * FleetModel.MINUTE;
  // Longer than five attempts with their pauses, and than any patience: 6 h.
  private static final long HEALED = Duration.ofDays(4).toMillis();
  // The longest of 4,000 right fleets has 30,000; a mutant that goes round would cost minutes.
  private static final int MOST_EVENTS = 100_000;

  /** The maker of the watcher: by the worker's own rules, or by deliberately wrong ones. */
  interface Watchers {
    ModelWatcher make(Script script, BatonScheduler time, FleetModel model);
  }

  /** The post between the forge's events and the gateway. */
  interface Post {
    FleetModel.Hooks before(FleetModel.Hooks gateway, BatonScheduler time);
  }

  /**
   * The maker of the sweep's steps: they do what the worker's do, or something deliberately wrong.
   */
  interface SweptWorlds {
    SweptWorld make(
        Script.Sweeping script,
        BatonScheduler time,
        FleetModel model,
        ModelGateway gateway,
        SweepInvariantChecks checks);
  }

  /**
   * The parts of the world around the lives that may be deliberately wrong.
   *
   * @param explains whether each state is explained too, which takes longer than to reach it.
   * @param createsAtOnce whether a life makes its tasks within its own, so that it may forget them.
   */
  record Around(
      Watchers watchers, SweptWorlds worlds, Post post, boolean explains, boolean createsAtOnce) {
    static final Around RIGHT =
        new Around(ModelWatcher::new, SweptWorld::new, (gateway, time) -> gateway, true, false);
    static final Around CREATES_AT_ONCE =
        new Around(RIGHT.watchers, RIGHT.worlds, RIGHT.post, false, true);
    static final Around UNEXPLAINED = with(RIGHT.watchers);

    static Around with(Watchers watchers) {
      return new Around(watchers, RIGHT.worlds, RIGHT.post, false, false);
    }

    static Around with(SweptWorlds worlds) {
      return new Around(RIGHT.watchers, worlds, RIGHT.post, false, false);
    }

    static Around with(Post post) {
      return new Around(RIGHT.watchers, RIGHT.worlds, post, false, false);
    }
  }

  /**
   * The result of a script.
   *
   * @param wrongs one line for each broken invariant; empty: none.
   * @param made runners, by their tasks.
   * @param started tasks that a node has started.
   * @param lives runs of lives.
   * @param replays how often the code of a life was run anew from its history.
   * @param healing seconds from the last event of the world until everything was settled.
   */
  record Result(
      List<String> wrongs,
      int jobs,
      int made,
      int started,
      int lives,
      int replays,
      long events,
      long switches,
      long healing) {

    boolean isGood() {
      return wrongs.isEmpty();
    }

    /** Which invariants are broken. */
    List<String> kinds() {
      return wrongs.stream().map(wrong -> wrong.substring(0, 2)).distinct().sorted().toList();
    }
  }

  private final Script script;
  private final boolean explains;
  private final boolean createsAtOnce;
  private final BatonScheduler time = new BatonScheduler();
  private final FleetModel model;
  private final ModelWorker worker;
  private final ModelGateway gateway;
  private final InvariantChecks checks;
  private final Optional<Swept> swept;
  private long quietSince;
  private String positions = "";

  private record Swept(ModelSweep sweep, SweptWorld world, SweepInvariantChecks checks) {}

  private FleetRun(Script script, Around around, boolean isWatched) {
    this.script = script;
    this.explains = around.explains();
    this.createsAtOnce = around.createsAtOnce();
    this.gateway =
        new ModelGateway(time, ROUTER, this::start, this::idleMillis, this::isTemporalThere);
    this.model = new FleetModel(script, time, around.post().before(gateway, time), isWatched);
    this.worker =
        new ModelWorker(
            time,
            around.watchers().make(script, time, model),
            new ModelPools(script, time, model),
            model);
    this.checks = new InvariantChecks(script, time, model);
    this.swept = Optional.ofNullable(script.sweeping()).map(how -> swept(how, around.worlds()));
  }

  private Swept swept(Script.Sweeping how, SweptWorlds worlds) {
    SweepInvariantChecks judge =
        new SweepInvariantChecks(how, time, model, gateway, this::isHealed);
    SweptWorld world = worlds.make(how, time, model, gateway, judge);
    worker.pools().closed = this::isOver;
    return new Swept(new ModelSweep(how, time, worker, model, world), world, judge);
  }

  private boolean isHealed() {
    return time.isWorldQuiet() && swept.orElseThrow().sweep().isSpared();
  }

  private boolean isOver(RunnerName runner) {
    LifeRun run = gateway.lives.get(runner.life().jobId());
    return run == null || !run.isOpen() || !runner.run().equals("%06x".formatted(run.number));
  }

  static Result of(Script script) {
    return of(script, Around.RIGHT);
  }

  static Result of(Script script, Around around) {
    FleetRun run = new FleetRun(script, around, false);
    run.play();
    return run.result();
  }

  /** Every run of every life in it, in the order of their starts, once it is over. */
  static List<LifeRun> lives(Script script) {
    FleetRun run = new FleetRun(script, Around.RIGHT, false);
    run.play();
    return run.worker.lives();
  }

  /** Plays a script; returns what happened, line by line. */
  static String story(Script script, Around around) {
    FleetRun run = new FleetRun(script, around, true);
    run.play();
    return run.story();
  }

  private static Pool pool(String name, @Nullable Duration jobLimit, String... more) {
    List<String> labels = new ArrayList<>(List.of("self-hosted", name));
    labels.addAll(List.of(more));
    return new Pool(
        name,
        labels,
        List.of("self-hosted", name),
        "batch-pool",
        "image",
        name.equals("jit") ? Pool.Registration.JIT : Pool.Registration.TOKEN,
        null,
        new Deadlines(null, null, jobLimit, null),
        null,
        null,
        false);
  }

  private RunnerRequest limited(RunnerRequest it) {
    return new RunnerRequest(
        it.schema(),
        it.installation(),
        it.job(),
        it.pool(),
        it.labels(),
        it.deadlines(),
        it.verifyFirst(),
        ModelPools.haveCap(script));
  }

  private long idleMillis(long job) {
    return model.job(job).script.get(Script.Trait.BEGINS) * FleetModel.SECOND;
  }

  private boolean isTemporalThere() {
    return model.isReachable(Service.TEMPORAL);
  }

  private LifeRun start(RunnerRequest routed) {
    ModelJob job = model.job(routed.job().id());
    swept.ifPresent(it -> it.checks().starts(job));
    boolean isFirst = !gateway.lives.containsKey(job.id);
    LifeRun run = run(limited(routed), worker.lives().size() + 1);
    job.script.hands().stream()
        .filter(hand -> isFirst || !isOfTheFirstRunOnly(hand.asks()))
        .forEach(hand -> time.after(hand.at() * 1000L, () -> ask(run, hand)));
    return run;
  }

  private static boolean isOfTheFirstRunOnly(Asks asks) {
    return asks == Asks.TERMINATE || asks == Asks.RESET;
  }

  private LifeRun run(RunnerRequest request, int number) {
    ModelSteps.Fates fates = new ModelSteps.Fates(model.job(request.job().id()));
    LifeRun run =
        new LifeRun(
            request,
            number,
            time,
            telling -> life(request, telling, fates),
            () -> model.away(Service.TEMPORAL),
            checks::closed);
    worker.lives().add(run);
    return run;
  }

  private RunnerLife life(RunnerRequest request, LifeRun.Telling telling, ModelSteps.Fates fates) {
    LifeSteps steps = new ModelSteps(worker, model, telling, fates, checks, createsAtOnce);
    Explained explained = new Explained(model.wrongs, explains);
    return explained.of(new RunnerLife(request, telling.runId(), steps, telling, explained));
  }

  private void ask(LifeRun run, Hand hand) {
    if (!run.isOpen() || !isTemporalThere()) {
      return;
    }
    switch (hand.asks()) {
      case REPROVISION -> reprovision(run);
      case NONSENSE -> run.signal(Nonsense.message(hand.at()));
      case CANCEL, FORCE -> cancel(run, hand.asks() == Asks.FORCE);
      case TERMINATE -> {
        model.tell(() -> "life " + run.request.job().id() + " is terminated");
        run.terminate();
      }
      case RESET -> reset(run);
    }
  }

  private void reset(LifeRun run) {
    model.tell(() -> "life " + run.request.job().id() + " is reset");
    LifeRun again = run(run.request, run.number);
    again.wasReset = true;
    again.cancelledAt = run.cancelledAt;
    again.forcedAt = run.forcedAt;
    gateway.reset(run, again);
  }

  private void cancel(LifeRun run, boolean force) {
    run.cancelledAt = time.now();
    run.forcedAt = force ? time.now() : run.forcedAt;
    OperatorRequest request = new OperatorRequest("ann", "a test", force, null);
    run.signal(new Message("cancel", request));
  }

  private void reprovision(LifeRun run) {
    if (run.life().isOwed()) {
      run.reprovisionedAt = time.now();
      run.signal(new Message("reprovision", OperatorRequest.of("ann", "a test")));
    }
  }

  private void play() {
    for (Script.Job job : script.jobs()) {
      time.after(job.get(Script.Trait.AT) * 1000L, () -> model.queue(job));
    }
    for (int at : script.kills()) {
      time.after(at * 1000L, worker::kill);
    }
    for (Script.Outage outage : script.outages()) {
      if (outage.service() == Service.TEMPORAL) {
        long until = (outage.at() + outage.lasts()) * 1000L;
        time.after(until, () -> worker.watcher().forget(model.away(Service.TEMPORAL)));
      }
    }
    swept.ifPresentOrElse(
        it -> {
          it.world().plant();
          it.sweep().begin();
        },
        this::sweepLater);
    try {
      time.run(this::goesOn);
      checks.atTheEnd(worker.lives(), gateway.lives);
      swept.ifPresent(it -> it.checks().atTheEnd(it.sweep().state()));
    } catch (BatonScheduler.Stuck stuck) {
      model.wrongs.add("I0: " + stuck.getMessage());
    }
    positions = model.wrongs.isEmpty() ? "" : time.positions();
    time.abandon();
  }

  private boolean goesOn() {
    if (!time.isWorldQuiet()) {
      quietSince = time.now();
    }
    if (time.happened() > MOST_EVENTS) {
      throw new BatonScheduler.Stuck("too many events:\n" + time.positions(), null);
    }
    return !isOver() && time.now() - quietSince < HEALED;
  }

  private void sweepLater() {
    time.quietlyAfter(
        SWEEP,
        () -> {
          List.copyOf(model.jobs.values()).forEach(gateway::sweep);
          sweepLater();
        });
  }

  private boolean isOver() {
    return time.isWorldQuiet()
        && gateway.lives.values().stream().allMatch(run -> !run.isOpen() || checks.isHeld(run))
        && model.jobs.values().stream().noneMatch(this::isOwed)
        && swept.map(it -> it.checks().isSettled(it.sweep().state())).orElse(true);
  }

  private boolean isOwed(ModelJob job) {
    LifeRun run = gateway.lives.get(job.id);
    boolean lifeless = run == null || !run.isOpen();
    boolean wouldSweep =
        swept.map(it -> !it.checks().isGivenUp(job)).orElseGet(() -> gateway.wouldSweep(job));
    return job.is(JobStatus.Status.IN_PROGRESS)
        || (job.is(JobStatus.Status.QUEUED) && lifeless && wouldSweep);
  }

  private Result result() {
    return new Result(
        List.copyOf(model.wrongs),
        model.jobs.size(),
        model.batch.ever.size(),
        (int) model.batch.ever.values().stream().filter(task -> task.starts > 0).count(),
        worker.lives().size(),
        worker.lives().stream().mapToInt(LifeRun::replays).sum(),
        time.happened(),
        time.switches(),
        (time.now() - quietSince) / 1000);
  }

  private String story() {
    StringBuilder text = new StringBuilder("at " + time.now() / 1000 + " s\n");
    for (ModelJob job : model.jobs.values()) {
      text.append(
          "job %d: %s on %s, %s\n".formatted(job.id, job.status, job.runner, job.conclusion));
    }
    gateway.lives.forEach(
        (id, run) -> text.append("life %d: %s\n".formatted(id, run.life().status().line())));
    return text + positions + String.join("\n", model.log());
  }
}
