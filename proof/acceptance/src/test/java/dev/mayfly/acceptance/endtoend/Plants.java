package dev.mayfly.acceptance.endtoend;

import com.google.protobuf.util.Durations;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.standin.forge.SeededRegistrations;
import dev.mayfly.standin.server.Holds;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchPools;
import dev.mayfly.worker.batch.EndProof;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.RemoveSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The steps that plant a fault in the world of a stack; each returns what takes it away again. */
final class Plants implements AutoCloseable {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final String NAMESPACE = "default";

  private final Stack stack;
  private final AzureBatchClient batch;
  private int lives = 9000;

  Plants(Stack stack) {
    this.stack = stack;
    batch = stack.batchClient();
  }

  Runnable mayLittle() {
    stack.github().faults().grant("repo");
    return this::forget;
  }

  Runnable mayNotMint() {
    stack.github().faults().forbidTokens(true);
    return this::forget;
  }

  Runnable isSwitchedOff() {
    stack.github().faults().deactivateHook(true);
    return this::forget;
  }

  Runnable losesThePing() {
    stack.github().faults().loseDeliveries(1);
    return this::forget;
  }

  void retain(int days) {
    var unused =
        stack
            .lives()
            .client()
            .getWorkflowServiceStubs()
            .blockingStub()
            .updateNamespace(
                UpdateNamespaceRequest.newBuilder()
                    .setNamespace(NAMESPACE)
                    .setConfig(
                        NamespaceConfig.newBuilder()
                            .setWorkflowExecutionRetentionTtl(Durations.fromDays(days)))
                    .build());
  }

  Runnable forgetsSoon() {
    retain(1);
    return () -> retain(7);
  }

  Runnable countsRepositories() {
    register(IndexedValueType.INDEXED_VALUE_TYPE_INT);
    return () -> register(IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
  }

  private void register(IndexedValueType type) {
    String name = SearchAttributes.REPOSITORY.getName();
    var operator =
        OperatorServiceStubs.newServiceStubs(
                OperatorServiceStubsOptions.newBuilder()
                    .setChannel(stack.lives().client().getWorkflowServiceStubs().getRawChannel())
                    .validateAndBuildWithDefaults())
            .blockingStub();
    var unusedRemoval =
        operator.removeSearchAttributes(
            RemoveSearchAttributesRequest.newBuilder()
                .setNamespace(NAMESPACE)
                .addSearchAttributes(name)
                .build());
    var unusedAddition =
        operator.addSearchAttributes(
            AddSearchAttributesRequest.newBuilder()
                .setNamespace(NAMESPACE)
                .putSearchAttributes(name, type)
                .build());
  }

  Runnable spendsTheHour() {
    stack.github().leave(3000);
    return () -> stack.github().leave(15_000);
  }

  private void forget() {
    stack.github().faults().heal();
    stack.github().forgetDeliveries();
  }

  /** Queues a job that no pool serves, and waits until its delivery is on record. */
  private void deliver() {
    long before = stack.github().deliveryAttempts();
    long unused = stack.queue("elsewhere", "true");
    stack.until("it was tried", () -> stack.github().deliveryAttempts() > before);
  }

  Runnable signsWrongly() {
    stack.github().faults().signWrongly(true);
    deliver();
    return this::forget;
  }

  Runnable losesTheLast() {
    stack.github().faults().loseDeliveries(1);
    deliver();
    return this::forget;
  }

  Runnable losesOne() {
    Runnable heal = losesTheLast();
    deliver();
    return heal;
  }

  Runnable hasNoCores() {
    BatchPools pools = batch.pools();
    stack.batch().faults().limitNodes(1, "AccountCoreQuotaReached");
    boolean grows = pools.resize("windows", Kind.DEDICATED, 3);
    stack.until(
        "it failed", () -> grows && !pools.pool("windows", Kind.DEDICATED).errors().isEmpty());
    return () -> {
      stack.batch().faults().clear();
      boolean shrinks = pools.resize("windows", Kind.DEDICATED, 1);
      stack.until(
          "it is well", () -> shrinks && pools.pool("windows", Kind.DEDICATED).errors().isEmpty());
    };
  }

  Runnable cannotReckon() {
    batch
        .pools()
        .enableAutoscale("windows", "$TargetDedicatedNodes = $PendingTasks.GetSample(500);");
    stack.batch().advance(Duration.ofMinutes(6));
    return () -> batch.pools().disableAutoscale("windows");
  }

  /** Begins a life that nobody goes on with, and returns the name of its first runner. */
  private RunnerName life(String outcome) {
    LifeId id = new LifeId("mayfly", "github", ++lives);
    WorkflowStub life =
        stack
            .lives()
            .client()
            .newUntypedWorkflowStub(
                "Nobody",
                WorkflowOptions.newBuilder()
                    .setWorkflowId(id.toString())
                    .setTaskQueue("nobody")
                    .setTypedSearchAttributes(
                        io.temporal.common.SearchAttributes.newBuilder()
                            .set(SearchAttributes.POOL, "ubuntu")
                            .set(SearchAttributes.OUTCOME, outcome)
                            .build())
                    .build());
    String run = life.start().getRunId();
    return RunnerName.of(id, run, 1);
  }

  private void end(RunnerName runner) {
    stack.lives().stub(runner.life().jobId()).terminate("the test is over");
  }

  private static TaskRef task(RunnerName runner) {
    return new TaskRef(new BatchJobId("mayfly", "ubuntu", 1), runner);
  }

  private void seed(RunnerName runner) {
    stack.batch().seed("ubuntu", "mayfly-ubuntu-1", runner.toString(), "local/ubuntu");
  }

  private void delete(RunnerName runner) {
    var unused = batch.delete(task(runner), EndProof.byForce());
  }

  /** Seeds a task whose life is open. */
  private Runnable owned(RunnerName runner) {
    seed(runner);
    return () -> {
      delete(runner);
      end(runner);
    };
  }

  Runnable isDisabled() {
    Runnable heal = owned(life("none"));
    stack.batch().setDisabled("mayfly-ubuntu-1", true);
    return () -> {
      stack.batch().setDisabled("mayfly-ubuntu-1", false);
      heal.run();
    };
  }

  Runnable cannotBePulled() {
    stack.batch().faults().failPulls(1);
    RunnerName runner = life("none");
    Runnable heal = owned(runner);
    stack.until("it failed", () -> batch.task(task(runner)).filter(it -> it.isOver()).isPresent());
    return heal;
  }

  Runnable waits() {
    RunnerName runner = life("none");
    String start = "START jobs/mayfly-ubuntu-1/tasks/" + runner;
    stack.batch().holds().add(start, Holds.When.BEFORE, 0);
    stack.batch().setClockWrong(Duration.ofMinutes(-30));
    Runnable heal = owned(runner);
    stack.batch().setClockWrong(Duration.ZERO);
    return () -> {
      stack.batch().holds().release(start, false);
      heal.run();
    };
  }

  Runnable growsOld() {
    RunnerName runner = life("none");
    SeededRegistrations seeded = stack.github().seeded();
    long id = seeded.runner(ACME, runner.toString(), List.of(), SeededRegistrations.State.ONLINE);
    seeded.tell(id, "2.330.0");
    stack.github().versions().announceEnd("2.330.0", Instant.now().plus(Duration.ofDays(3)));
    return () -> {
      seeded.remove(ACME, id);
      end(runner);
    };
  }

  Runnable leavesATask() {
    RunnerName runner = RunnerName.parse("mayfly-github-77-abcdef-1").orElseThrow();
    seed(runner);
    return () -> delete(runner);
  }

  Runnable leavesARegistration() {
    SeededRegistrations seeded = stack.github().seeded();
    long id =
        seeded.runner(
            ACME, "mayfly-github-78-abcdef-1", List.of(), SeededRegistrations.State.OFFLINE);
    return () -> seeded.remove(ACME, id);
  }

  Runnable isNotTold() {
    stack.github().faults().swallowDeliveries(1);
    long run =
        stack
            .github()
            .queue(
                "jobs: {a: {runs-on: [self-hosted, ubuntu-latest], steps: [{run: 'true'}]}}",
                "acme/app");
    return () -> {
      stack.github().cancel(run);
      stack.github().faults().heal();
    };
  }

  Runnable isGivenUp() {
    end(life("AttemptsSpent"));
    return () ->
        stack.until(
            "another one was done",
            () -> {
              end(life("Completed"));
              return lives % 3 == 0; // Temporal tells the end of a life to the second.
            });
  }

  @Override
  public void close() {
    batch.close();
  }
}
