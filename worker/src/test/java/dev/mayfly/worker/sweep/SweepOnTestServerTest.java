package dev.mayfly.worker.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.dispatch.LifeStarter;
import dev.mayfly.worker.entity.Entities;
import dev.mayfly.worker.entity.OpenEntities;
import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.sweep.Orphan;
import dev.mayfly.workflows.sweep.QueuedJob;
import dev.mayfly.workflows.sweep.SweepReport;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import dev.mayfly.workflows.sweep.SweepState;
import dev.mayfly.workflows.sweep.SweepWorkflow;
import dev.mayfly.workflows.sweep.Unserved;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sweep's requests to Temporal, against the server in memory. */
class SweepOnTestServerTest {

  private static final SweepId SWEEP = new SweepId("mayfly", "github");
  private static final String EARLIER = "mayfly-github-1-0e5e70";
  private static final Instant NEVER = Instant.parse("2020-01-01T00:00:00Z");

  private final TestWorkflowEnvironment temporal = environment();
  private final WorkflowClient client = temporal.getWorkflowClient();
  private final TemporalLives lives = new TemporalLives(client);
  private final Entities<SweepId, SweepState> entities = SweepKeeper.entities(client, "mayfly");
  private final SweepActivitiesImpl activities =
      new SweepActivitiesImpl(
          Map.of(), new LifeStarter(client, "mayfly"), (task, remove) -> remove.get());

  private static TestWorkflowEnvironment environment() {
    TestEnvironmentOptions.Builder options =
        TestEnvironmentOptions.newBuilder().setUseTimeskipping(false);
    SearchAttributes.ALL.forEach(
        key ->
            options.registerSearchAttribute(
                key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    return TestWorkflowEnvironment.newInstance(options.build());
  }

  /** A life that notes what it is told and ends as told. */
  @WorkflowInterface
  public interface ShortLife {
    @WorkflowMethod(name = "RunnerLife")
    String run(RunnerRequest request);

    @SignalMethod(name = "queued")
    void queued(JobEvent event);

    @SignalMethod(name = "waiting")
    void waiting(JobEvent event);

    @SignalMethod(name = "end")
    void end(String outcome);

    @QueryMethod(name = "told")
    String told();

    @QueryMethod(name = "status")
    LifeStatus status();
  }

  public static final class ShortLifeImpl implements ShortLife {
    private int told;
    private boolean verify;
    private @Nullable String outcome;

    @Override
    public String run(RunnerRequest request) {
      verify = request.verifyFirst();
      Workflow.upsertTypedSearchAttributes(SearchAttributes.PHASE.valueSet(Phase.HELD.name()));
      Workflow.await(() -> outcome != null);
      String ended = Objects.requireNonNull(outcome);
      Workflow.upsertTypedSearchAttributes(SearchAttributes.OUTCOME.valueSet(ended));
      return ended;
    }

    @Override
    public void queued(JobEvent event) {
      told++;
    }

    @Override
    public void waiting(JobEvent event) {
      told += 100;
    }

    @Override
    public void end(String as) {
      outcome = as;
    }

    /** As a life that was reset has it: its runner bears the name of the run before. */
    @Override
    public LifeStatus status() {
      return new LifeStatus(
          Phase.BUSY,
          "IN_PROGRESS",
          NEVER,
          "",
          List.of(
              new AttemptStatus(EARLIER + "-1", Phase.ENDED, List.of(), "RanJob: it ran a job"),
              new AttemptStatus(EARLIER + "-2", Phase.BUSY, List.of(), null)),
          null);
    }

    @Override
    public String told() {
      return told + (verify ? " verify" : "");
    }
  }

  /** A sweep that stands still and says which release it has heard of. */
  public static final class StandingSweep implements SweepWorkflow {
    private final SweepId id = SWEEP;
    private @Nullable String release;

    @Override
    public void run(SweepState state) {
      Workflow.await(() -> false);
    }

    @Override
    public void sweepNow() {}

    @Override
    public String sweepFor(OperatorRequest request) {
      return "";
    }

    @Override
    public SweepReport report() {
      return new SweepReport(null, null, null, null, null, Unserved.of(List.of()), List.of());
    }

    @Override
    public void upgrade(String to) {
      release = to;
    }

    @Override
    public SweepState status() {
      return new SweepState(
          SweepState.SCHEMA,
          id,
          List.of(),
          null,
          List.of(),
          List.of(),
          new SweepState.Counts(3, 2, 1, 0, 0),
          TestClock.NOON,
          null,
          Duration.ofMinutes(5),
          release,
          null,
          null);
    }
  }

  @BeforeEach
  void start() {
    temporal
        .newWorker("mayfly")
        .registerWorkflowImplementationTypes(ShortLifeImpl.class, StandingSweep.class);
    temporal.start();
  }

  @AfterEach
  void close() {
    lives.close();
    temporal.close();
  }

  @Test
  void tellsLivesThatWereNeverFromOpenAndClosedOnes() {
    activities.provideFor(job(1));
    activities.provideFor(job(2));
    end(2, Outcome.CANCELLED);
    var unused = stub(1).query("told", String.class); // answered once its first task is done

    Map<LifeId, Life> newest = lives.newest(List.of(life(1), life(2), life(3)));

    assertThat(newest.get(life(1)))
        .isInstanceOfSatisfying(
            Life.Open.class, open -> assertThat(open.phase()).isEqualTo(Phase.HELD.name()));
    assertThat(newest.get(life(2)))
        .isInstanceOfSatisfying(
            Life.Closed.class,
            closed -> {
              assertThat(closed.status()).isEqualTo("completed");
              assertThat(closed.outcome()).isEqualTo("Cancelled");
            });
    assertThat(newest.get(life(3))).isEqualTo(new Life.None());
  }

  @Test
  void aRunnerIsOverWhenNoRunOfItsLifeHasUseForIt() {
    activities.provideFor(job(1));
    RunnerName own = RunnerName.of(life(1), stub(1).describe().getExecution().getRunId(), 1);

    assertThat(lives.isOver(own)).isFalse();
    assertThat(lives.isOver(runner(EARLIER + "-2"))).as("of the run before a Reset").isFalse();
    assertThat(lives.isOver(runner(EARLIER + "-1"))).as("which has ended").isTrue();
    assertThat(lives.isOver(runner("mayfly-github-1-abcdef-1"))).as("of a lost run").isTrue();
    assertThat(lives.isOver(runner("mayfly-github-3-abcdef-1"))).as("without a life").isTrue();
    end(1, Outcome.NOT_NEEDED);
    assertThat(lives.isOver(own)).as("of a closed life").isTrue();
  }

  @Test
  void providingTwiceMeetsTheSameLife() {
    activities.provideFor(job(1));
    String run = stub(1).describe().getExecution().getRunId();

    String again = activities.provideFor(job(1));

    assertThat(again).isEqualTo("life mayfly-github-1 is under way");
    assertThat(stub(1).describe().getExecution().getRunId()).isEqualTo(run);
    assertThat(stub(1).query("told", String.class)).isEqualTo("2");
  }

  @Test
  void anOpenLifeIsToldToAskAfterItsJobAndOneThatIsOverIsLeftAlone() {
    activities.provideFor(job(1));
    activities.provideFor(job(2));
    end(2, Outcome.NOT_NEEDED);

    activities.askAfterJob(life(1));
    activities.askAfterJob(life(2));
    activities.askAfterJob(life(3));

    assertThat(stub(1).query("told", String.class)).isEqualTo("101");
    assertThat(stub(2).query("told", String.class)).isEqualTo("1");
  }

  @Test
  void aLifeThatEndedBeginsAgainAndVerifiesFirst() {
    activities.provideFor(job(1));
    end(1, Outcome.NOT_NEEDED);

    activities.provideFor(job(1));

    assertThat(stub(1).query("told", String.class)).isEqualTo("1 verify");
  }

  @Test
  void aLifeThatAnOperatorCancelledStaysClosed() {
    activities.provideFor(job(1));
    end(1, Outcome.CANCELLED);

    assertThat(activities.provideFor(job(1)))
        .contains("ended as Cancelled and nothing newer is queued");
    assertThat(lives.newest(List.of(life(1))).get(life(1))).isInstanceOf(Life.Closed.class);
  }

  /** Where a node serves one job, Batch must not give it to the next one (ADR 25). */
  @Test
  @Tag("server")
  void anOrphansTaskIsRemovedByTheStepThatLetsItsNodeGo() {
    TaskRef task = new TaskRef(new BatchJobId("mayfly", "ubuntu", 1), runner(EARLIER + "-1"));
    Orphan orphan = new Orphan(task.task(), null, null, false, task, "it has no life");
    List<TaskRef> withItsNode = new ArrayList<>();
    try (Swept world = new Swept(Forge.Type.GHES)) {
      SweepActivitiesImpl removing =
          new SweepActivitiesImpl(
              Map.of("github", world.sweep()),
              new LifeStarter(client, "mayfly"),
              (ended, remove) -> {
                assertThat(world.batch.deleted).as("the task still tells its node").isEmpty();
                withItsNode.add(ended);
                return remove.get();
              });

      removing.removeOrphan(SWEEP, orphan);

      assertThat(world.batch.deleted).containsExactly(task);
    }
    assertThat(withItsNode).containsExactly(task);
  }

  @Test
  void aKeeperBeginsTheSweepTellsItTheReleaseAndShowsHowItStands() throws Exception {
    TestClock clock = new TestClock();
    SweepKeeper keeper =
        new SweepKeeper(entities, List.of(SWEEP), new OpenEntities(), "1.4.0", clock);
    keeper.start();
    try {
      await(() -> keeper.state(SWEEP).map(SweepState::release).isPresent());
      clock.pass(Duration.ofMinutes(14));
      MetricRegistry metrics = new MetricRegistry();
      new SweepGauges(keeper).register(metrics);

      assertThat(keeper.state(SWEEP).orElseThrow().release()).isEqualTo("1.4.0");
      assertThat(keeper.sinceSuccess(SWEEP)).isEqualTo(Duration.ofMinutes(14));
      assertThat(keeper.patience(SWEEP)).isEqualTo(Duration.ofMinutes(15));
      assertThat(gauge(metrics, "sweep.github.lastSuccessAge")).isEqualTo(840L);
      assertThat(gauge(metrics, "sweep.github.bound")).isEqualTo(300L);
      assertThat(gauge(metrics, "sweep.github.rounds")).isEqualTo(3L);
      assertThat(gauge(metrics, "sweep.github.provided")).isEqualTo(2L);
      assertThat(gauge(metrics, "sweep.github.redelivered")).isEqualTo(1L);
      assertThat(gauge(metrics, "sweep.github.givenUp")).isEqualTo(0);
    } finally {
      keeper.stop();
    }
  }

  @Test
  void aSweepThatIsWellIsAskedOnceInEightMinutesAndOneThatStandsStillAtEachCheck() {
    TestClock clock = new TestClock();
    List<String> asked = new CopyOnWriteArrayList<>();
    SweepKeeper keeper =
        new SweepKeeper(
            SweepKeeper.entities(counted(asked), "mayfly"),
            List.of(SWEEP),
            new OpenEntities(),
            "1.4.0",
            clock);
    keeper.check();
    assertThat(keeper.state(SWEEP).map(SweepState::lastSuccess)).contains(TestClock.NOON);

    for (int i = 1; i < 8 * 12; i++) {
      clock.pass(Duration.ofSeconds(5));
      keeper.check();
    }
    assertThat(asked).containsExactly("status");

    clock.pass(Duration.ofSeconds(5));
    keeper.check();
    keeper.check();
    assertThat(asked).as("each time, until a round is complete").hasSize(3);
  }

  /** The client with a list of its queries. */
  private WorkflowClient counted(List<String> queries) {
    return WorkflowClient.newInstance(
        temporal.getWorkflowServiceStubs(),
        client.getOptions().toBuilder()
            .setInterceptors(
                new WorkflowClientInterceptorBase() {
                  @Override
                  public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
                      WorkflowClientCallsInterceptor next) {
                    return new WorkflowClientCallsInterceptorBase(next) {
                      @Override
                      public <R> QueryOutput<R> query(QueryInput<R> input) {
                        queries.add(input.getQueryType());
                        return super.query(input);
                      }
                    };
                  }
                })
            .build());
  }

  @Test
  void beginningASweepThatRunsDoesNothingAndOneThatWasTerminatedRunsAgain() {
    entities.start(SWEEP);
    String run = sweep().describe().getExecution().getRunId();

    entities.start(SWEEP);
    assertThat(sweep().describe().getExecution().getRunId()).isEqualTo(run);

    sweep().terminate("by hand");
    assertThat(entities.status(SWEEP)).isEmpty();
    entities.start(SWEEP);
    assertThat(sweep().describe().getExecution().getRunId()).isNotEqualTo(run);
    assertThat(entities.status(SWEEP)).isPresent();
  }

  private static @Nullable Object gauge(MetricRegistry metrics, String name) {
    Gauge<?> gauge = Objects.requireNonNull(metrics.getGauges().get(name), name);
    return gauge.getValue();
  }

  private WorkflowStub sweep() {
    return client.newUntypedWorkflowStub("mayfly-sweep-github");
  }

  private void end(long job, String outcome) {
    stub(job).signal("end", outcome);
    assertThat(stub(job).getResult(String.class)).isEqualTo(outcome);
  }

  private WorkflowStub stub(long job) {
    return client.newUntypedWorkflowStub(life(job).toString());
  }

  private static RunnerName runner(String name) {
    return RunnerName.parse(name).orElseThrow();
  }

  private static LifeId life(long job) {
    return new LifeId("mayfly", "github", job);
  }

  private static QueuedJob job(long id) {
    JobRef job =
        new JobRef("github", id, 7, "acme/app", Scope.ofOrganization("acme"), "b", "CI", null);
    RunnerRequest request =
        new RunnerRequest(
            1, "mayfly", job, "ubuntu", List.of("x"), Deadlines.DEFAULT, false, false);
    return new QueuedJob(
        request, new JobEvent(id, null, null, null, NEVER, "sweep"), NEVER, "it had no life");
  }

  private static void await(BooleanSupplier claim) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!claim.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
