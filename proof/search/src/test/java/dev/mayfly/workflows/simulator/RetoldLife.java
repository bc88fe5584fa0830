package dev.mayfly.workflows.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.life.RunnerWorkflowImpl;
import dev.mayfly.workflows.simulator.LifeRun.Input;
import dev.mayfly.workflows.simulator.Recording.AtOnce;
import dev.mayfly.workflows.temporal.EntityOnTestServer;
import dev.mayfly.workflows.temporal.StepFailed;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The real workflow, on a time-skipping server of its own, told what a recording says, one thing
 * after the other: the next only when the life rests. Times are the recorded ones, as far as the
 * machine keeps up with them; no answer depends on that.
 */
final class RetoldLife implements AutoCloseable {

  // The real workflow does not wait for their answers.
  private static final Set<String> LEAVES = Set.of("leaveTurn", "giveBackTurn");
  private static final Duration POLL = Duration.ofMillis(2);
  private static final Duration HANG = Duration.ofMinutes(2);

  private final Recording recording;
  private final TestWorkflowEnvironment server;
  private final RecordedAnswers answers;
  private final WorkflowStub life;
  private final Words words;
  private final long start;
  private long signals;
  // The last input that it was told.
  private int told;

  RetoldLife(Recording recording) {
    this.recording = recording;
    TestEnvironmentOptions.Builder options =
        TestEnvironmentOptions.newBuilder().setInitialTime(BatonScheduler.EPOCH);
    server = EntityOnTestServer.server(options);
    answers = new RecordedAnswers(server::currentTimeMillis);
    Worker worker = server.newWorker(RunnerWorkflow.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(RunnerWorkflowImpl.class);
    worker.registerActivitiesImplementations(answers);
    start = server.currentTimeMillis();
    life = begin(server.getWorkflowClient());
    words = new Words(recording, life.getExecution().getRunId());
    giveAnswersAtOnce();
    server.start(); // The life begins, and has its first answers.
  }

  private void giveAnswersAtOnce() {
    for (AtOnce step : recording.atOnce()) {
      Object answer = step.answer();
      boolean isValue = !(answer instanceof StepFailed) && answer != LifeRun.NotAtOnce.ANSWER;
      answers.giveAtOnce(step.asked().step(), isValue ? words.json(answer) : answer);
    }
  }

  private WorkflowStub begin(WorkflowClient client) {
    RunnerWorkflow typed =
        client.newWorkflowStub(
            RunnerWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(recording.request().lifeId().toString())
                .setTaskQueue(RunnerWorkflow.TASK_QUEUE)
                .build());
    BatchRequest batch = client.newSignalWithStartRequest();
    batch.add(typed::run, recording.request());
    batch.add(typed::queued, (JobEvent) ((Message) recording.inputs().get(0).what()).of());
    client.signalWithStart(batch);
    return WorkflowStub.fromTyped(typed);
  }

  /** A timer was faster than the machine: what the life did then says nothing. */
  static final class Overtaken extends Exception {
    private static final long serialVersionUID = 1L;

    Overtaken(AssertionError cause) {
      super(cause);
    }
  }

  /** Tells it everything, and compares. */
  void conforms() throws Overtaken {
    try {
      tellAll();
      asksTheSame(recording.asked().size());
      triesTheSameAtOnce();
      endsTheSame();
    } catch (AssertionError e) {
      if (isOvertaken()) {
        throw new Overtaken(e);
      }
      throw e;
    }
  }

  private void tellAll() {
    signals = 1;
    until(history -> history.signals() == signals, () -> 0);
    List<Input> inputs = recording.inputs();
    while (told + 1 < inputs.size()) {
      Input input = inputs.get(told + 1);
      if (!isLeave(input)) {
        asksTheSame(input.asked());
      }
      tell(input);
      told++;
    }
  }

  private boolean isOvertaken() {
    LifeHistory history = history();
    List<HistoryEvent> steps = history.steps();
    return IntStream.range(0, steps.size())
        .filter(slot -> steps.get(slot).hasTimerStartedEventAttributes())
        .filter(slot -> history.isAnswered(steps.get(slot)))
        .anyMatch(slot -> recording.over().getOrDefault(slot, 0) > told);
  }

  private boolean isLeave(Input input) {
    return input.slot() >= 0 && LEAVES.contains(recording.asked().get(input.slot()).step());
  }

  private void asksTheSame(int many) {
    List<HistoryEvent> steps = history().steps();
    assertThat(steps.stream().map(this::said).toList())
        .containsExactlyElementsOf(
            recording.asked().subList(0, many).stream().map(words::of).toList());
    for (Input input : recording.inputs()) {
      if (input.slot() >= 0 && input.slot() < many) {
        answers.plan(activity(steps.get(input.slot())), start + input.at());
      }
    }
  }

  private void triesTheSameAtOnce() {
    assertThat(answers.asked().stream().map(words::of).toList())
        .containsExactlyElementsOf(
            recording.atOnce().stream().map(step -> words.of(step.asked())).toList());
  }

  private static String activity(HistoryEvent step) {
    return step.getActivityTaskScheduledEventAttributes().getActivityId();
  }

  private String said(HistoryEvent step) {
    return words.of(LifeHistory.asked(step).orElseThrow());
  }

  private void tell(Input input) {
    if (input.what() instanceof Message message) {
      sleepUntil(start + input.at());
      life.signal(message.name(), words.json(message.of()));
      signals++;
      until(history -> history.signals() == signals, () -> 0);
      return;
    }
    HistoryEvent step = step(input.slot());
    if (step.hasActivityTaskScheduledEventAttributes()) {
      answers.give(
          activity(step),
          input.what() instanceof StepFailed ? input.what() : words.json(input.what()));
    }
    sleepUntil(start + input.at());
    until(history -> history.isAnswered(step), () -> due(step));
  }

  private HistoryEvent step(int slot) {
    List<HistoryEvent> steps = history().steps();
    assertThat(steps).as("asks for %s", recording.asked().get(slot)).hasSizeGreaterThan(slot);
    return steps.get(slot);
  }

  /** When the server is to answer a step that may be answered, by its clock. */
  private long due(HistoryEvent step) {
    if (step.hasTimerStartedEventAttributes()) {
      long started = Timestamps.toMillis(step.getEventTime());
      return started
          + Durations.toMillis(step.getTimerStartedEventAttributes().getStartToFireTimeout());
    }
    return answers.triesAgain(activity(step));
  }

  private void sleepUntil(long at) {
    long now = server.currentTimeMillis();
    if (at > now) {
      server.sleep(Duration.ofMillis(at - now));
    }
  }

  private void until(Predicate<LifeHistory> heard, LongSupplier due) {
    long begun = System.nanoTime();
    LifeHistory history = history();
    while (!heard.test(history) || !history.isAtRest()) {
      if (System.nanoTime() - begun > HANG.toNanos()) {
        throw new AssertionError("the life hears nothing of it: " + history);
      }
      if (!heard.test(history)) {
        sleepUntil(due.getAsLong());
      }
      LockSupport.parkNanos(POLL.toNanos());
      history = history();
    }
  }

  private LifeHistory history() {
    return new LifeHistory(
        server.getWorkflowClient().fetchHistory(life.getExecution().getWorkflowId()).getEvents());
  }

  private void endsTheSame() {
    Outcome outcome = result();
    assertThat(words.of(outcome.toString())).isEqualTo(words.of(recording.outcome().toString()));
    LifeStatus status = life.query("status", LifeStatus.class);
    assertThat(status.attempts().stream().map(words::of).toList())
        .isEqualTo(recording.attempts().stream().map(words::of).toList());
  }

  private Outcome result() {
    try {
      return life.getResult(HANG.toSeconds(), TimeUnit.SECONDS, Outcome.class);
    } catch (TimeoutException e) {
      throw new AssertionError("the life does not end", e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
