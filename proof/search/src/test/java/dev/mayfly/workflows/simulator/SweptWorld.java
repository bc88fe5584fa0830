package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.routing.RoutingDecision;
import dev.mayfly.workflows.simulator.FleetModel.Listed;
import dev.mayfly.workflows.simulator.ModelGateway.Failure;
import dev.mayfly.workflows.simulator.Script.Boot;
import dev.mayfly.workflows.simulator.Script.Fault;
import dev.mayfly.workflows.simulator.Script.Plant;
import dev.mayfly.workflows.simulator.Script.Sweeping;
import dev.mayfly.workflows.simulator.Script.Trait;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.step.SealedSecret;
import dev.mayfly.workflows.step.TaskRequest;
import dev.mayfly.workflows.sweep.DeliveriesSnapshot;
import dev.mayfly.workflows.sweep.FailedDelivery;
import dev.mayfly.workflows.sweep.HookCursor;
import dev.mayfly.workflows.sweep.Orphan;
import dev.mayfly.workflows.sweep.OrphansSnapshot;
import dev.mayfly.workflows.sweep.QueueSnapshot;
import dev.mayfly.workflows.sweep.QueuedJob;
import dev.mayfly.workflows.sweep.SweepRules;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import dev.mayfly.workflows.sweep.SweepRules.Need;
import dev.mayfly.workflows.sweep.UnlistedJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sweep's steps in the model, by the same rules as the worker's (keep the two alike), and the
 * things of no life, for the sweep to find.
 */
class SweptWorld {

  private static final String HOOK = "orgs/acme/hooks/1";
  private static final Scope SCOPE = Scope.ofOrganization("acme");
  // A list that comes out of order.
  private static final Duration OVERLAP = Duration.ofMinutes(10);
  private static final long FIRST_STRANGER = 900_000;

  private final Sweeping script;
  private final BatonScheduler time;
  final FleetModel model;
  private final ModelGateway gateway;
  private final SweepInvariantChecks checks;
  private final UnlistedJobs unlisted = new UnlistedJobs();

  SweptWorld(
      Sweeping script,
      BatonScheduler time,
      FleetModel model,
      ModelGateway gateway,
      SweepInvariantChecks checks) {
    this.script = script;
    this.time = time;
    this.model = model;
    this.gateway = gateway;
    this.checks = checks;
  }

  // Deliveries.

  DeliveriesSnapshot failedDeliveries(List<HookCursor> marks) {
    long from =
        marks.isEmpty()
            ? 0
            : marks.get(0).readTo().minus(OVERLAP).toEpochMilli()
                - BatonScheduler.EPOCH.toEpochMilli();
    List<Failure> listed = gateway.failures.stream().filter(it -> it.at >= from).toList();
    List<FailedDelivery> fresh =
        listed.stream()
            .filter(it -> !it.sentAgain)
            .filter(it -> marks.isEmpty() || !marks.get(0).found().contains(it.id))
            .map(SweptWorld::asListed)
            .toList();
    List<Long> found = listed.stream().map(it -> it.id).toList();
    return new DeliveriesSnapshot(
        fresh, List.of(new HookCursor(HOOK, time.instant(), found)), 1, null);
  }

  private static FailedDelivery asListed(Failure failure) {
    String action = failure.action.name().toLowerCase(Locale.ROOT);
    return new FailedDelivery(HOOK, SCOPE, failure.id, "guid-" + failure.id, action, 503);
  }

  boolean redeliver(FailedDelivery delivery) {
    gateway.sendAgain(gateway.failures.get((int) delivery.id() - 1));
    return true;
  }

  // Queued jobs.

  QueueSnapshot queued(@Nullable String after) {
    unlisted.begin(after);
    List<ModelJob> all = List.copyOf(model.jobs.values());
    List<ModelJob> rest =
        all.stream().filter(job -> after == null || job.id > Long.parseLong(after)).toList();
    int many = script.width() == 0 ? rest.size() : Math.min(script.width(), rest.size());
    List<ModelJob> covered = rest.subList(0, many);
    List<QueuedJob> jobs = new ArrayList<>();
    List<QueueSnapshot.GivenUp> givenUp = new ArrayList<>();
    covered.stream().filter(this::isListed).forEach(job -> judge(job, jobs, givenUp));
    checks.lookedForQueued(all);
    List<Long> listed = covered.stream().filter(this::isListed).map(job -> job.id).toList();
    String next = many < rest.size() ? "" + covered.get(many - 1).id : null;
    return new QueueSnapshot(
        time.instant(),
        jobs,
        givenUp,
        all.size(),
        many,
        next,
        1,
        Duration.ofMinutes(1),
        Duration.ofSeconds(script.pause()),
        unlisted.end(listed, all.size(), many, next).stream()
            .filter(life -> SweepRules.awaitsJob(life(life)))
            .toList(),
        null);
  }

  boolean askAfterJob(LifeId life) {
    LifeRun run = requireNonNull(gateway.lives.get(life.jobId()));
    if (run.isOpen()) {
      JobEvent event = new JobEvent(life.jobId(), null, null, null, Instant.EPOCH, "sweep");
      run.signal(new Message("waiting", event));
    }
    return true;
  }

  /** A forge that says nothing of a job lists it no more than it speaks of it. */
  boolean isListed(ModelJob job) {
    return job.is(JobStatus.Status.QUEUED) && job.script.get(Trait.SILENT) == 0;
  }

  private void judge(ModelJob job, List<QueuedJob> jobs, List<QueueSnapshot.GivenUp> givenUp) {
    LifeId id = new LifeId(FleetRun.INSTALLATION, FleetRun.FORGE, job.id);
    Need need = SweepRules.need(life(id), BatonScheduler.EPOCH.plusMillis(job.createdAt));
    if (need instanceof Need.Start start) {
      jobs.add(found(job, start.why()));
    } else if (need instanceof Need.Wake wake) {
      jobs.add(found(job, wake.why()));
    } else if (need instanceof Need.GivenUp over) {
      givenUp.add(new QueueSnapshot.GivenUp(id, over.why()));
    }
  }

  private QueuedJob found(ModelJob job, String why) {
    RoutingDecision.Start start = gateway.wouldStart(job).orElseThrow();
    return new QueuedJob(
        start.request(), start.queued(), BatonScheduler.EPOCH.plusMillis(job.createdAt), why);
  }

  String provide(QueuedJob job) {
    return gateway.provide(job);
  }

  private Life life(LifeId id) {
    LifeRun run = isOurs(id) ? gateway.lives.get(id.jobId()) : null;
    if (run == null) {
      return new Life.None();
    }
    if (run.isOpen()) {
      String runId = run.wasReset ? "ffffffff" : "%06x".formatted(run.number);
      return new Life.Open(runId, run.life().phase().name());
    }
    return new Life.Closed(
        run.wasTerminated() ? "terminated" : "completed",
        run.wasTerminated() ? null : run.outcome().name(),
        BatonScheduler.EPOCH.plusMillis(run.closedAt()));
  }

  private static boolean isOurs(LifeId id) {
    return id.installation().equals(FleetRun.INSTALLATION) && id.forge().equals(FleetRun.FORGE);
  }

  // Orphans.

  OrphansSnapshot orphans() {
    Map<String, Orphan> all = new TreeMap<>();
    for (ModelTask task : model.batch.tasks.values()) {
      add(all, task.name, null);
    }
    List<Listed> registrations = model.listed();
    registrations.forEach(listed -> add(all, listed.name(), listed));
    checks.looksForOrphans();
    unlisted.saw(
        Stream.concat(model.batch.tasks.keySet().stream(), registrations.stream().map(Listed::name))
            .map(RunnerName::life)
            .filter(life -> SweepRules.awaitsJob(life(life)))
            .collect(Collectors.toSet()));
    return new OrphansSnapshot(
        time.instant(),
        List.copyOf(all.values()),
        registrations.size(),
        model.batch.tasks.size(),
        1);
  }

  void saw(OrphansSnapshot look) {
    checks.saw(look);
  }

  private void add(Map<String, Orphan> all, RunnerName name, @Nullable Listed registration) {
    ModelTask task = model.batch.tasks.get(name);
    TaskRef ref =
        task == null
            ? null
            : new TaskRef(new BatchJobId(name.life().installation(), task.pool, 1), name);
    SweepRules.ours(ModelSweep.ID, name.toString())
        .flatMap(ours -> SweepRules.whyOrphan(ours, life(ours.life()), () -> status(ours.life())))
        .ifPresent(
            why ->
                all.put(
                    name.toString(),
                    new Orphan(
                        name,
                        registration == null ? null : SCOPE,
                        registration == null ? null : registration.id(),
                        registration != null && registration.busy(),
                        ref,
                        why)));
  }

  private Optional<LifeStatus> status(LifeId life) {
    return Optional.of(requireNonNull(gateway.lives.get(life.jobId())).life().status());
  }

  Removal remove(Orphan orphan) {
    RunnerName name = orphan.name();
    Optional<String> why = SweepRules.whyOrphan(name, life(name.life()), () -> status(name.life()));
    if (why.isEmpty()) {
      return Removal.ALREADY_GONE;
    }
    checks.removes(name);
    return removeInOrder(name);
  }

  /** The registration first: one that has a job keeps its task. */
  Removal removeInOrder(RunnerName name) {
    Removal registration = model.unregister(name);
    if (registration == Removal.IN_USE) {
      return Removal.IN_USE;
    }
    Removal task = model.batch.delete(name, false);
    return registration == Removal.REMOVED ? registration : task;
  }

  // What nobody made.

  void plant() {
    long stranger = FIRST_STRANGER;
    for (Plant plant : script.plants()) {
      RunnerName name = name(plant, stranger++);
      time.after(plant.at() * FleetModel.SECOND, () -> plant(plant, name));
    }
  }

  private static RunnerName name(Plant plant, long stranger) {
    return switch (plant.whose()) {
      case NOBODYS ->
          new RunnerName(new LifeId(FleetRun.INSTALLATION, FleetRun.FORGE, stranger), "abcdef", 1);
      case OLD ->
          new RunnerName(
              new LifeId(FleetRun.INSTALLATION, FleetRun.FORGE, FleetModel.FIRST_JOB),
              "0ddba1",
              1 + (int) (stranger - FIRST_STRANGER));
      case RIVALS -> new RunnerName(new LifeId("rival", FleetRun.FORGE, stranger), "abcdef", 1);
      case OTHER_FORGES ->
          new RunnerName(new LifeId(FleetRun.INSTALLATION, "gitea", stranger), "abcdef", 1);
    };
  }

  private void plant(Plant plant, RunnerName name) {
    model.tell(() -> "planted: " + plant + " as " + name);
    switch (plant.what()) {
      case REGISTRATION -> model.register(name, ModelJob.labelsOf(Script.Labels.PLAIN)).dead = true;
      case TASK -> create(name, Script.boot(Fault.NEVER_REGISTERS, 0));
      case RUNNER -> create(name, Boot.DEFAULT);
    }
  }

  private void create(RunnerName name, Boot boot) {
    JobRef job =
        new JobRef(FleetRun.FORGE, name.life().jobId(), 1, "acme/app", SCOPE, "build", null, null);
    TaskRef task = new TaskRef(new BatchJobId(name.life().installation(), "strangers", 1), name);
    SealedSecret secret = new SealedSecret("key", "secret");
    model.batch.create(
        new TaskRequest(
            task,
            new RunnerRef(name, job, "strangers", null),
            ModelJob.labelsOf(Script.Labels.PLAIN),
            new RunnerToken(Pool.Registration.TOKEN, secret, null, null, null),
            Duration.ofDays(1),
            null),
        time.now(),
        boot);
    // It serves no life's job, as far as the checks of lives are concerned.
    requireNonNull(model.batch.tasks.get(name)).mishap = true;
  }
}
