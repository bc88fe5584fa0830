package dev.mayfly.worker.sweep;

import dev.mayfly.service.dispatch.LifeStarter;
import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.sweep.DeliveriesSnapshot;
import dev.mayfly.workflows.sweep.FailedDelivery;
import dev.mayfly.workflows.sweep.HookCursor;
import dev.mayfly.workflows.sweep.Orphan;
import dev.mayfly.workflows.sweep.OrphansSnapshot;
import dev.mayfly.workflows.sweep.QueueSnapshot;
import dev.mayfly.workflows.sweep.QueuedJob;
import dev.mayfly.workflows.sweep.SweepActivities;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the sweeps of one fleet's forges: choose the forge, search it, classify the failure.
 */
public final class SweepActivitiesImpl implements SweepActivities {

  private final Map<String, ForgeSweep> forges;
  private final LifeStarter starter;
  private final BiFunction<TaskRef, Supplier<Removal>, Removal> withItsNode;

  /**
   * @param forges by the forge's configured name.
   * @param withItsNode removes a task by a step, as {@code BatchActivitiesImpl} does.
   */
  public SweepActivitiesImpl(
      Map<String, ForgeSweep> forges,
      LifeStarter starter,
      BiFunction<TaskRef, Supplier<Removal>, Removal> withItsNode) {
    this.forges = Map.copyOf(forges);
    this.starter = starter;
    this.withItsNode = withItsNode;
  }

  @Override
  public DeliveriesSnapshot findFailedDeliveries(SweepId sweep, List<HookCursor> marks) {
    return classified(() -> of(sweep).deliveries().search(marks));
  }

  @Override
  public void redeliver(SweepId sweep, FailedDelivery delivery) {
    classified(
        () -> {
          of(sweep).deliveries().redeliver(delivery);
          return delivery;
        });
  }

  @Override
  public QueueSnapshot findQueued(SweepId sweep, @Nullable String after) {
    return classified(() -> of(sweep).queued().search(after));
  }

  @Override
  public String provideFor(QueuedJob job) {
    LifeId life = job.request().lifeId();
    // A job of unknown age counts as no newer than a life that has ended for good.
    Instant told = Objects.requireNonNullElse(job.createdAt(), Instant.EPOCH);
    return starter
        .start(new Start(life, job.request(), job.queued()), told)
        .orElse("life " + life + " is under way");
  }

  @Override
  public void askAfterJob(LifeId life) {
    starter.askAfterJob(life, FoundJob.DELIVERY);
  }

  @Override
  public OrphansSnapshot findOrphans(SweepId sweep) {
    return classified(() -> of(sweep).orphans().search(sweep));
  }

  @Override
  public Removal removeOrphan(SweepId sweep, Orphan orphan) {
    TaskRef task = orphan.task();
    Supplier<Removal> remove = () -> of(sweep).orphans().remove(orphan);
    return classified(task == null ? remove : () -> withItsNode.apply(task, remove));
  }

  /** Another worker may know it: configurations change one worker after the other. */
  private ForgeSweep of(SweepId sweep) {
    ForgeSweep forge = forges.get(sweep.forge());
    if (forge == null) {
      throw ApplicationFailure.newFailure(
          "forge " + sweep.forge() + " is not configured on this worker", FailureType.UNAVAILABLE);
    }
    return forge;
  }

  private static <T> T classified(Supplier<T> step) {
    return ForgeException.reported(() -> BatchException.reported(step));
  }
}
