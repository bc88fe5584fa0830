package dev.mayfly.workflows.sweep;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.step.Removal;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a sweep. Each {@code find} looks and changes nothing; each of the others mends one
 * thing, so that every repair is an event of its own in the sweep's history. Every one can be
 * repeated without harm. A look answers within two minutes, a repair within one, or it is begun
 * anew; a look that cannot see everything fails instead of answering, or says where it stopped.
 */
@ActivityInterface
public interface SweepActivities {

  /**
   * The deliveries of the forge's hooks that failed, were not sent again yet and have not been
   * found before. None, with the reason, where the forge has no such list or the credential may not
   * read it.
   *
   * @param marks up to where each hook's deliveries were read by the round before.
   */
  @ActivityMethod(name = "findFailedDeliveries")
  DeliveriesSnapshot findFailedDeliveries(SweepId sweep, List<HookCursor> marks);

  /** Has the forge send a delivery again, once. */
  @ActivityMethod(name = "redeliver")
  void redeliver(SweepId sweep, FailedDelivery delivery);

  /**
   * The queued jobs that a pool serves and no open life looks after, or only one that is {@code
   * HELD}.
   *
   * @param after where the round before stopped for want of budget; absent: from the start.
   */
  @ActivityMethod(name = "findQueued")
  QueueSnapshot findQueued(SweepId sweep, @Nullable String after);

  /**
   * Starts the job's life, or tells an open one that its job is queued, by the same rules as the
   * gateway does for a webhook (D1).
   *
   * @return what became of it, for people.
   */
  @ActivityMethod(name = "provideFor")
  String provideFor(QueuedJob job);

  /** Tells an open life to ask the forge what became of its job: it is not queued any more. */
  @ActivityMethod(name = "askAfterJob")
  void askAfterJob(LifeId life);

  /**
   * The registrations and tasks of this installation and forge whose life does not stand behind
   * them any more.
   */
  @ActivityMethod(name = "findOrphans")
  OrphansSnapshot findOrphans(SweepId sweep);

  /**
   * Removes an orphan: its registration first, by id and by name, then its task. {@code IN_USE}
   * when the forge says that it has a job: then nothing else is touched. Looks once more whether
   * its life has come to stand behind it.
   */
  @ActivityMethod(name = "removeOrphan")
  Removal removeOrphan(SweepId sweep, Orphan orphan);
}
