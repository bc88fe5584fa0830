package dev.mayfly.workflows.sweep;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.temporal.StepFailed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a sweep as its story calls them: activities under Temporal, a model of the world in
 * a simulation. See {@link SweepActivities}. A step that cannot be done throws {@link StepFailed};
 * whatever is worth repeating has been repeated before.
 */
public interface SweepSteps {

  DeliveriesSnapshot findFailedDeliveries(List<HookCursor> marks);

  void redeliver(FailedDelivery delivery);

  QueueSnapshot findQueued(@Nullable String after);

  String provideFor(QueuedJob job);

  void askAfterJob(LifeId life);

  OrphansSnapshot findOrphans();

  Removal removeOrphan(Orphan orphan);
}
