package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.temporal.EntityOnTestServer;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A pool's entity on a time-skipping server of its own, beside a Batch account that tests set. */
public final class PoolOnTestServer extends EntityOnTestServer<PoolWorkflow>
    implements PoolActivities {

  static final PoolId ID = new PoolId("mayfly", "ubuntu");

  final Set<RunnerName> tasks = ConcurrentHashMap.newKeySet();
  final Set<RunnerName> closed = ConcurrentHashMap.newKeySet();
  final List<Integer> looks = new CopyOnWriteArrayList<>();
  final List<PoolPause> probes = new CopyOnWriteArrayList<>();
  volatile @Nullable public ApplicationFailure unseen;
  volatile @Nullable Integer cap;
  final ModelNodes nodes = new ModelNodes();
  private final PoolWorkflow pool;

  PoolOnTestServer(@Nullable Integer cap) {
    this(cap, TestEnvironmentOptions.newBuilder());
  }

  public PoolOnTestServer(@Nullable Integer cap, TestEnvironmentOptions.Builder options) {
    super(options, ID, RunnerWorkflow.TASK_QUEUE, PoolWorkflow.class, PoolWorkflowImpl.class);
    this.cap = cap;
    Worker worker = server.newWorker(RunnerWorkflow.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(PoolWorkflowImpl.class);
    worker.registerActivitiesImplementations(this, nodes);
    start(PoolState.of(ID));
    pool = entity();
  }

  public PoolWorkflow pool() {
    return pool;
  }

  @Override
  protected Object status() {
    return pool.status();
  }

  @Override
  public AdmissionSnapshot lookAtPool(PoolId id, List<RunnerName> admitted) {
    looks.add(admitted.size());
    ApplicationFailure refusal = unseen;
    if (refusal != null) {
      throw refusal;
    }
    List<RunnerName> live = admitted.stream().filter(tasks::contains).toList();
    List<RunnerName> gone =
        admitted.stream().filter(r -> !tasks.contains(r) && closed.contains(r)).toList();
    return new AdmissionSnapshot(
        live, gone, tasks.size() - live.size(), cap, nodes.scaling != null);
  }

  @Override
  public ProbeAnswer probePool(PoolId id, PoolPause pause) {
    probes.add(pause);
    ApplicationFailure refusal = unseen;
    return new ProbeAnswer(refusal == null ? null : refusal.getOriginalMessage());
  }

  @Override
  public void pausePool(PoolId id, PoolPause pause) {
    throw new AssertionError("an entity is told and tells nobody: " + pause);
  }

  public void want(int... jobs) {
    for (int job : jobs) {
      pool.want(
          new TurnRequest(
              new Turn(ID, runner(job), Instant.EPOCH.plusSeconds(job)),
              cap,
              nodes.scaling != null));
    }
  }

  /** Asks for a turn and waits until it is granted. */
  void admit(int job) {
    want(job);
    until("runner " + job + " is admitted", () -> turns(job).contains("admitted"));
  }

  void leave(int job) {
    pool.leave(runner(job));
  }

  List<String> turns(int... jobs) {
    List<RunnerName> runners = IntStream.of(jobs).mapToObj(PoolOnTestServer::runner).toList();
    return pool.turns(runners).stream().map(TurnStatus::inWords).toList();
  }

  static RunnerName runner(int job) {
    return new RunnerName(new LifeId("mayfly", "github", job), "3fa91c", 1);
  }

  void sleep(int seconds) {
    server.sleep(Duration.ofSeconds(seconds));
  }
}
