package dev.mayfly.worker.batch;

import static dev.mayfly.worker.batch.BatchException.reported;

import dev.mayfly.worker.seal.Sealer;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.BatchActivities;
import dev.mayfly.workflows.step.KeptNode;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.TaskRequest;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.NotConfigured;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Batch steps of a life, for the pools of one fleet.
 *
 * @param found the Batch jobs that took tasks lately, and are not asked for again.
 */
public record BatchActivitiesImpl(
    Fleet fleet,
    BatchClient batch,
    Sealer sealer,
    Function<RunnerRef, Removal> removeRunner,
    SetupInfo setupInfo,
    Consumer<PoolId> nodeUsedUp,
    FoundJobs found)
    implements BatchActivities {

  /**
   * @param removeRunner removes a registration at its forge, as {@code ForgeActivities} does.
   * @param setupInfo what containers are told for the logs of their jobs.
   * @param nodeUsedUp is told of a pool with a node that has served, and is to be removed.
   */
  public BatchActivitiesImpl(
      Fleet fleet,
      BatchClient batch,
      Sealer sealer,
      Function<RunnerRef, Removal> removeRunner,
      SetupInfo setupInfo,
      Consumer<PoolId> nodeUsedUp) {
    this(
        fleet, batch, sealer, removeRunner, setupInfo, nodeUsedUp, new FoundJobs(System::nanoTime));
  }

  @Override
  public BatchJobId ensureBatchJob(String pool) {
    return seenJob(pool).orElseGet(() -> ask(pool));
  }

  /** Returns the pool's job that this worker saw take a task a moment ago; empty: none. */
  public Optional<BatchJobId> seenJob(String pool) {
    return found.lately(pool);
  }

  private BatchJobId ask(String pool) {
    Pool configured = pool(pool);
    refuseSharedNodes(configured);
    BatchJobId first =
        found.last(pool).orElseGet(() -> new BatchJobId(fleet.installation(), pool, 1));
    BatchJobId job = reported(() -> batch.ensureJob(first, configured.batchPool()));
    found.takesTasks(job);
    return job;
  }

  private void refuseSharedNodes(Pool pool) {
    int slots = pool.usesUpNodes() ? reported(() -> batch.slotsPerNode(pool.batchPool())) : 1;
    if (slots != 1) {
      throw ApplicationFailure.newNonRetryableFailure(
          ("pool %s has docker: %s, but batchPool %s has taskSlotsPerNode %d, so that jobs would share"
                  + " a node; make a Batch pool with taskSlotsPerNode 1, or set docker: none")
              .formatted(
                  pool.name(),
                  pool.docker().name().toLowerCase(Locale.ROOT),
                  pool.batchPool(),
                  slots),
          FailureType.POOL_FAULT);
    }
  }

  /** Returns why a pool's next task would have no job to go to; empty: it would. */
  public Optional<String> refusal(String pool) {
    try {
      BatchJobId unused = ask(pool);
      return Optional.empty();
    } catch (ApplicationFailure e) {
      return Optional.of(e.getOriginalMessage());
    }
  }

  @Override
  public String createTask(TaskRequest order) {
    Pool pool = pool(order.task().batchJob().pool());
    TaskSpec spec =
        new TaskSpec(
            pool.image(),
            environment(order, pool),
            order.maxWallClock(),
            pool.elevation(),
            RunOptions.of(pool));
    try {
      batch.addTask(order.task(), spec);
      found.takesTasks(order.task().batchJob());
    } catch (BatchException e) {
      if (!e.jobTakesNoTasks()) {
        throw e.toFailure();
      }
      // Trying again would ask the same job; the life's next attempt finds another generation.
      found.takesNone(order.task().batchJob());
      throw e.toRefusal();
    }
    return batch.address(order.task()).toString();
  }

  private Map<String, String> environment(TaskRequest order, Pool pool) {
    String name = order.runner().job().forge();
    Forge forge = fleet.forge(name).orElseThrow(() -> NotConfigured.here("forge " + name));
    return StartEnvironment.of(order, pool, forge, open(order), setupInfo);
  }

  private String open(TaskRequest order) {
    try {
      return sealer.open(order.token().secret(), order.runner().name());
    } catch (IllegalStateException | IllegalArgumentException e) {
      // The next attempt's token is sealed with a key that is configured now.
      throw ApplicationFailure.newNonRetryableFailure(
          "cannot open the token of " + order.runner().name(), FailureType.REFUSED);
    }
  }

  @Override
  public Removal deleteTask(TaskRef task, @Nullable RunnerRef runner, @Nullable Boolean byForce) {
    return withItsNode(task, () -> delete(task, runner, Boolean.TRUE.equals(byForce)));
  }

  /** Removes a task by this step, and lets its node go where a node serves one job. */
  public Removal withItsNode(TaskRef task, Supplier<Removal> remove) {
    useUpNode(task); // while the task still tells it
    Removal removal = remove.get();
    if (!removal.isRefused()) {
      usingUpNodes(task)
          .ifPresent(pool -> nodeUsedUp.accept(new PoolId(fleet.installation(), pool.name())));
    }
    return removal;
  }

  /**
   * Lets the node of a task take no further one where a node serves one job. To be done once the
   * task has started: Batch gives a free slot to the next task at once.
   */
  public void useUpNode(TaskRef task) {
    usingUpNodes(task).ifPresent(pool -> reported(() -> batch.keepNode(pool.batchPool(), task)));
  }

  private Optional<Pool> usingUpNodes(TaskRef task) {
    return fleet.pool(task.batchJob().pool()).filter(Pool::usesUpNodes);
  }

  private Removal delete(TaskRef task, @Nullable RunnerRef runner, boolean byForce) {
    if (byForce) {
      return reported(() -> batch.delete(task, EndProof.byForce()));
    }
    Optional<TaskSnapshot> found = reported(() -> batch.task(task));
    if (found.isEmpty()) {
      return Removal.ALREADY_GONE;
    }
    Optional<EndProof> proof = proof(found.get(), runner);
    return proof.isEmpty() ? Removal.IN_USE : reported(() -> batch.delete(task, proof.get()));
  }

  private Optional<EndProof> proof(TaskSnapshot task, @Nullable RunnerRef runner) {
    if (task.isOver()) {
      return Optional.of(EndProof.ofOver(task));
    }
    // By name: a container that Batch ran again registered under another id.
    return runner == null
        ? Optional.empty()
        : EndProof.byRemoval(() -> removeRunner.apply(runner.byName()));
  }

  @Override
  public boolean extendTask(TaskRef task, Duration maxWallClock, Duration retention) {
    return reported(() -> batch.extend(task, maxWallClock, retention));
  }

  @Override
  public KeptNode keepNode(TaskRef task) {
    String batchPool = pool(task.batchJob().pool()).batchPool();
    return new KeptNode(reported(() -> batch.keepNode(batchPool, task)).orElse(null));
  }

  @Override
  public void releaseNode(String pool, String node) {
    if (pool(pool).usesUpNodes()) {
      return; // It is removed once its task is deleted.
    }
    String batchPool = pool(pool).batchPool();
    reported(
        () -> {
          batch.releaseNode(batchPool, node);
          return node;
        });
  }

  @Override
  public Removal withdrawTask(TaskRef task) {
    return reported(() -> batch.task(task)).isEmpty() ? Removal.ALREADY_GONE : Removal.IN_USE;
  }

  private Pool pool(String name) {
    return fleet.pool(name).orElseThrow(() -> NotConfigured.here("pool " + name));
  }
}
