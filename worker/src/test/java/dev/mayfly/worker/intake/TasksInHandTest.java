package dev.mayfly.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.intake.EventIntake;
import dev.mayfly.workflows.intake.EventIntakeImpl;
import dev.mayfly.workflows.intake.IntakeActivities;
import dev.mayfly.workflows.intake.IntakeBatch;
import dev.mayfly.workflows.intake.IntakeReport;
import dev.mayfly.workflows.intake.IntakeWorkflow;
import dev.mayfly.workflows.intake.IntakeWorkflowImpl;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.tuning.SlotPermit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TasksInHandTest {

  private static final Duration FOR_EVER = Duration.ofHours(1);
  private static final Duration A_MOMENT = Duration.ofMillis(100);

  private final List<SlotPermit> permits = Stream.generate(SlotPermit::new).limit(3).toList();

  @Test
  void aLifeWaitsWhileThereAreManyUntilOneIsDone() throws Exception {
    TasksInHand inHand = new TasksInHand(2, 2, FOR_EVER, A_MOMENT);
    permits.forEach(inHand::took);
    CountDownLatch begun = new CountDownLatch(1);
    Thread life = thread(inHand, begun);

    inHand.gaveBack(permits.get(0));
    awaitWaiting(life);
    assertThat(begun.getCount()).as("two are many").isOne();
    inHand.gaveBack(permits.get(1));

    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whileEventsComeALifeThatHasBegunCountsUntilATaskIsTaken() throws Exception {
    TasksInHand inHand = new TasksInHand(1, 1, FOR_EVER, FOR_EVER);
    inHand.eventsCame();
    inHand.awaitFew();
    CountDownLatch begun = new CountDownLatch(1);
    Thread life = thread(inHand, begun);
    awaitWaiting(life);
    assertThat(begun.getCount()).as("the first one's task is on its way").isOne();

    inHand.took(permits.get(0));
    inHand.gaveBack(permits.get(0));

    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aLifeWhoseTaskAnotherWorkerTookDoesNotCountForLong() {
    TasksInHand inHand = new TasksInHand(1, 1, FOR_EVER, A_MOMENT);
    inHand.awaitFew();
    CountDownLatch begun = new CountDownLatch(1);
    Thread unused = thread(inHand, begun);

    while (begun.getCount() > 0) {
      inHand.eventsCame();
    }
  }

  @Test
  void fewAreNotWaitedFor() {
    TasksInHand inHand = new TasksInHand(2, 2, FOR_EVER, A_MOMENT);
    inHand.took(permits.get(0));
    // A poll without a task gives back what it never used.
    inHand.gaveBack(permits.get(1));

    inHand.awaitFew();
  }

  @Test
  void livesStillBeginWhereNothingIsEverDone() {
    TasksInHand inHand = new TasksInHand(1, 1, Duration.ofMillis(10), A_MOMENT);
    inHand.took(permits.get(0));

    inHand.awaitFew();
  }

  @Test
  void aWorkerThatStopsDoesNotWait() throws Exception {
    TasksInHand inHand = new TasksInHand(1, 1, FOR_EVER, A_MOMENT);
    inHand.took(permits.get(0));
    CountDownLatch begun = new CountDownLatch(1);
    Thread life = thread(inHand, begun);

    awaitWaiting(life);
    life.interrupt();

    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void fewerBeginAtATimeWhileEventsCome() throws Exception {
    TasksInHand inHand = new TasksInHand(3, 1, FOR_EVER, A_MOMENT);
    inHand.took(permits.get(0));
    inHand.awaitFew();
    inHand.eventsCame();
    CountDownLatch begun = new CountDownLatch(1);
    Thread life = thread(inHand, begun);
    while (begun.getCount() == 1 && life.getState() != Thread.State.TIMED_WAITING) {
      inHand.eventsCame();
    }
    assertThat(begun.getCount()).as("one is many").isOne();

    // None comes any more.
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theWorkerOfTheSdkTellsOfEachTaskThatItTakesAndThatItIsDone() {
    TasksInHand inHand = new TasksInHand(1, 1, FOR_EVER, A_MOMENT);
    AtomicInteger meanwhile = new AtomicInteger();
    try (TestWorkflowEnvironment temporal = temporal(inHand, meanwhile)) {
      IntakeReport unused =
          temporal
              .getWorkflowClient()
              .newWorkflowStub(
                  IntakeWorkflow.class, WorkflowOptions.newBuilder().setTaskQueue("q").build())
              .run(List.of());

      // Returns when none is left.
      inHand.awaitFew();
    }
    assertThat(meanwhile).hasPositiveValue();
  }

  @Test
  void theWorkerOfTheSdkTellsOfEventsThatAnIntakeIsTold() {
    AtomicInteger meanwhile = new AtomicInteger();
    TasksInHand inHand = new TasksInHand(2, 0, A_MOMENT, FOR_EVER);
    assertThat(inHand.doEventsCome()).isFalse();
    try (TestWorkflowEnvironment temporal = temporal(inHand, meanwhile)) {
      EventIntake intake =
          temporal
              .getWorkflowClient()
              .newWorkflowStub(
                  EventIntake.class, WorkflowOptions.newBuilder().setTaskQueue("q").build());
      BatchRequest both = temporal.getWorkflowClient().newSignalWithStartRequest();
      both.add(intake::run);
      both.add(intake::take, new IntakeBatch(List.of(), 0));
      WorkflowExecution unused = temporal.getWorkflowClient().signalWithStart(both);

      IntakeReport over = WorkflowStub.fromTyped(intake).getResult(IntakeReport.class);

      assertThat(over).isEqualTo(IntakeReport.NOTHING_YET);
      assertThat(inHand.doEventsCome()).isTrue();
    }
  }

  private static TestWorkflowEnvironment temporal(TasksInHand inHand, AtomicInteger meanwhile) {
    TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
    WorkerOptions options = WorkerOptions.newBuilder().setWorkerTuner(inHand.tuner()).build();
    temporal
        .newWorker("q", options)
        .registerWorkflowImplementationTypes(EventIntakeImpl.class, IntakeWorkflowImpl.class);
    IntakeActivities step =
        events -> {
          meanwhile.set(inHand.count());
          return IntakeReport.NOTHING_YET;
        };
    temporal
        .newWorker("q" + IntakeActivities.QUEUE_SUFFIX, options)
        .registerActivitiesImplementations(step);
    temporal.start();
    return temporal;
  }

  private static Thread thread(TasksInHand inHand, CountDownLatch begun) {
    Thread life =
        new Thread(
            () -> {
              inHand.awaitFew();
              begun.countDown();
            });
    life.setDaemon(true);
    life.start();
    return life;
  }

  private static void awaitWaiting(Thread life) {
    while (life.getState() != Thread.State.TIMED_WAITING) {
      assertThat(life.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }
}
