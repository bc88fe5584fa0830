package dev.mayfly.workflows.sweep;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a sweep as activities, each with a summary that reads well in the Web UI's timeline.
 */
final class TemporalSweepSteps implements SweepSteps {

  private final SweepId sweep;
  private final WorkflowRuntime runtime;
  private final SlowLooks slow = new SlowLooks();

  TemporalSweepSteps(SweepId sweep, WorkflowRuntime runtime) {
    this.sweep = sweep;
    this.runtime = runtime;
  }

  @Override
  public DeliveriesSnapshot findFailedDeliveries(List<HookCursor> marks) {
    return look("what the gateway did not take", it -> it.findFailedDeliveries(sweep, marks));
  }

  @Override
  public void redeliver(FailedDelivery delivery) {
    step(
        () -> {
          SweepActivityOptions.repair(summary(delivery)).redeliver(sweep, delivery);
          return delivery;
        });
  }

  @Override
  public QueueSnapshot findQueued(@Nullable String after) {
    String from = after == null ? "" : ", from " + after + " on";
    return look("queued jobs that nobody provides for" + from, it -> it.findQueued(sweep, after));
  }

  @Override
  public String provideFor(QueuedJob job) {
    return step(
        () ->
            SweepActivityOptions.repair(job.request().lifeId() + ": " + job.why()).provideFor(job));
  }

  @Override
  public void askAfterJob(LifeId life) {
    step(
        () -> {
          SweepActivityOptions.repair(life + ": its job is not queued any more").askAfterJob(life);
          return life;
        });
  }

  @Override
  public OrphansSnapshot findOrphans() {
    return look("runners that no life stands behind", it -> it.findOrphans(sweep));
  }

  @Override
  public Removal removeOrphan(Orphan orphan) {
    return step(() -> SweepActivityOptions.repair(summary(orphan)).removeOrphan(sweep, orphan));
  }

  /** The forge chose the action's name, so what is no name is left out. */
  private static String summary(FailedDelivery delivery) {
    String action = delivery.action() == null ? "" : delivery.action().toLowerCase(Locale.ROOT);
    String answer = delivery.status() == 0 ? "nothing came back" : "answered " + delivery.status();
    return "%s %d of %s: %s"
        .formatted(action.replaceAll("[^a-z_]", ""), delivery.id(), delivery.hook(), answer)
        .strip();
  }

  private static String summary(Orphan orphan) {
    String what =
        orphan.task() == null
            ? "registration"
            : orphan.registration() == null ? "task" : "registration and task";
    return what + " of " + orphan.name() + ": " + orphan.why();
  }

  /**
   * Looks within the sweep's own task (ADR 29). What cannot be seen at once is looked at by a step,
   * which waits for as long as that takes; where it takes long, so may be the next ones.
   */
  private <T> T look(String summary, Function<SweepActivities, T> question) {
    if (slow.mayTry() && runtime.isSince("looks at once")) {
      try {
        return question.apply(SweepActivityOptions.lookAtOnce(summary));
      } catch (ActivityFailure e) {
        StepFailed notAtOnce = failed(e);
        if (!notAtOnce.mayWorkLater()) {
          throw notAtOnce;
        }
        if (e.getCause() instanceof TimeoutFailure) {
          slow.tookTooLong();
        }
      }
    }
    return step(() -> question.apply(SweepActivityOptions.look(summary)));
  }

  private static <T> T step(Supplier<T> activity) {
    try {
      return activity.get();
    } catch (ActivityFailure e) {
      throw failed(e);
    }
  }

  /** Request Cancellation ends a sweep; it is no failure of a step. */
  private static StepFailed failed(ActivityFailure e) {
    if (e.getCause() instanceof CanceledFailure cancelled) {
      throw cancelled;
    }
    return StepFailed.of(e);
  }
}
