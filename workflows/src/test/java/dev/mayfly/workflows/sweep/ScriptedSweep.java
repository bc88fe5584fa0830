package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.sweep.QueueSnapshot.GivenUp;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.StepFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps of a sweep: they find what a test has set, and note what they were asked to do. */
final class ScriptedSweep implements SweepSteps {

  static final SweepId ID = new SweepId("mayfly", "github");
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final String HOOK = "orgs/acme/hooks/1";
  private static final Scope ACME = Scope.ofOrganization("acme");

  Instant now = START;
  List<FailedDelivery> failed = List.of();
  List<QueuedJob> queued = List.of();
  List<GivenUp> givenUp = List.of();
  List<LifeId> unlisted = List.of();
  @Nullable Unserved unserved;
  List<Orphan> orphans = List.of();
  @Nullable String next;
  int examined = 1;
  Duration pause = Duration.ofSeconds(20);
  @Nullable String unavailable;
  Duration lookTakes = Duration.ZERO;
  Duration repairTakes = Duration.ZERO;

  /** The names of steps, or what they are about: they fail. */
  final Set<Object> failing = new HashSet<>();

  final Set<Object> refused = new HashSet<>();
  final Set<RunnerName> inUse = new HashSet<>();
  final List<String> asked = new ArrayList<>();
  final List<String> heard = new ArrayList<>();

  Sweep sweep(SweepState state) {
    return new Sweep(
        state, this, () -> now, (deed, of, how) -> heard.add(deed + " " + of + ": " + how));
  }

  void passes(int seconds) {
    now = now.plusSeconds(seconds);
  }

  static FailedDelivery delivery(long id, @Nullable String action) {
    return new FailedDelivery(HOOK, ACME, id, "guid-" + id, action, 503);
  }

  static QueuedJob job(long id) {
    JobRef ref = new JobRef("github", id, 1, "acme/app", ACME, "build", null, null);
    RunnerRequest request =
        new RunnerRequest(
            RunnerRequest.SCHEMA,
            "mayfly",
            ref,
            "ubuntu",
            List.of("self-hosted"),
            Deadlines.DEFAULT,
            false,
            false);
    JobEvent event = new JobEvent(id, null, null, null, START, "sweep");
    return new QueuedJob(request, event, START, "it had no life");
  }

  static GivenUp givenUp(long job) {
    return new GivenUp(new LifeId("mayfly", "github", job), "its life ended as Cancelled");
  }

  static RunnerName runner(long job) {
    return new RunnerName(new LifeId("mayfly", "github", job), "3fa91c", 1);
  }

  static Orphan orphan(long job, boolean busy) {
    TaskRef task = new TaskRef(new BatchJobId("mayfly", "ubuntu", 1), runner(job));
    return new Orphan(runner(job), ACME, job, busy, task, "its life was terminated");
  }

  @Override
  public DeliveriesSnapshot findFailedDeliveries(List<HookCursor> marks) {
    did("findFailedDeliveries", marks.stream().map(HookCursor::readTo).toList());
    List<Long> ids = failed.stream().map(FailedDelivery::id).toList();
    return new DeliveriesSnapshot(failed, List.of(new HookCursor(HOOK, now, ids)), 1, unavailable);
  }

  @Override
  public void redeliver(FailedDelivery delivery) {
    did("redeliver", delivery.id());
  }

  @Override
  public QueueSnapshot findQueued(@Nullable String after) {
    did("findQueued", String.valueOf(after));
    now = now.plus(lookTakes);
    return new QueueSnapshot(
        now,
        queued,
        givenUp,
        3,
        examined,
        next,
        1,
        Duration.ofMinutes(2),
        pause,
        unlisted,
        unserved);
  }

  @Override
  public String provideFor(QueuedJob job) {
    did("provideFor", job.request().job().id());
    now = now.plus(repairTakes);
    return "started";
  }

  @Override
  public void askAfterJob(LifeId life) {
    did("askAfterJob", life.jobId());
  }

  @Override
  public OrphansSnapshot findOrphans() {
    did("findOrphans", "");
    return new OrphansSnapshot(now, orphans, 0, 0, 1);
  }

  @Override
  public Removal removeOrphan(Orphan orphan) {
    did("removeOrphan", requireNonNull(orphan.registration()));
    return inUse.contains(orphan.name()) ? Removal.IN_USE : Removal.REMOVED;
  }

  private void did(String step, Object of) {
    asked.add((step + " " + of).strip());
    if (failing.contains(step) || failing.contains(of)) {
      throw new StepFailed(FailureType.UNAVAILABLE, step + ": 503");
    }
    if (refused.contains(of)) {
      throw new StepFailed(FailureType.REFUSED, step + ": 404");
    }
  }

  /** Returns what it was asked to do since the last time, without the searches. */
  List<String> repairs() {
    List<String> repairs = asked.stream().filter(step -> !step.startsWith("find")).toList();
    asked.clear();
    return repairs;
  }
}
