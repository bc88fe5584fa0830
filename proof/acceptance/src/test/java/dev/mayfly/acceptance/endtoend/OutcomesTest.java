package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One life for each outcome, on the real server: nothing fails silently (I6). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class OutcomesTest {

  private static final String FAILS =
      "case $ActionsRunner_LABELS in *$0*) exit 3;; esac; exec \"$@\"";
  // Five attempts with their pauses take two and a half minutes.
  private static final Duration ALL_ATTEMPTS = Duration.ofMinutes(6);

  @RegisterExtension static final Stack stack = new Stack();

  private final Map<Class<? extends Outcome>, Long> jobs = new LinkedHashMap<>();

  @BeforeAll
  void live() throws Exception {
    Optional<TemporalCli> temporal = TemporalCli.find();
    if (temporal.isEmpty()) {
      return;
    }
    stack.start(
        Stack.onTemporal(temporal.get())
            .withRunner(Stack.runnerBy(FAILS, "ubuntu-22.04"))
            .withRunsCancelled());
    long spent = begin("ubuntu-22.04", "true");
    jobs.put(Outcome.Completed.class, completed());
    jobs.put(Outcome.NotNeeded.class, notNeeded());
    jobs.put(Outcome.Cancelled.class, cancelled());
    stack.lives().outcome(spent, ALL_ATTEMPTS);
    jobs.put(Outcome.AttemptsSpent.class, spent);
  }

  private long completed() throws Exception {
    long job = begin("ubuntu-latest", "exit 3");
    Outcome unused = stack.outcome(job);
    return job;
  }

  private long notNeeded() throws Exception {
    long job = waiting();
    stack.jobs().cancel(job);
    Outcome unused = stack.outcome(job);
    return job;
  }

  /** The last one: its job stays queued. */
  private long cancelled() throws Exception {
    long job = waiting();
    stack
        .lives()
        .stub(job)
        .signal("cancel", new OperatorRequest("ada", "wrong branch", true, null));
    Outcome unused = stack.outcome(job);
    return job;
  }

  private long waiting() {
    stack.batch().faults().delayBoots(Duration.ofSeconds(5));
    long job = begin("ubuntu-latest", "true");
    stack.until("its task is there", () -> isProvidedFor(job));
    return job;
  }

  private boolean isProvidedFor(long job) {
    return stack.batch().tasks().stream()
        .anyMatch(task -> task.id().startsWith(LifeQueries.of(job) + "-"));
  }

  @BeforeEach
  void skipWithoutTemporal() {
    TemporalCli.findOrSkip();
  }

  @Test
  void everyOutcomeWasReached() {
    assertThat(jobs.keySet()).containsExactlyInAnyOrder(outcomes());
    jobs.forEach((kind, job) -> assertThat(outcome(job)).isInstanceOf(kind));
  }

  @SuppressWarnings("unchecked")
  private static Class<? extends Outcome>[] outcomes() {
    return (Class<? extends Outcome>[]) Outcome.class.getPermittedSubclasses();
  }

  @Test
  void everyOutcomeSaysWhyAndIsFoundByItsAttribute() {
    for (long job : jobs.values()) {
      Outcome outcome = outcome(job);

      assertThat(outcome.cause()).isNotBlank();
      assertThat(
              stack
                  .lives()
                  .stub(job)
                  .describe()
                  .getTypedSearchAttributes()
                  .get(SearchAttributes.OUTCOME))
          .isEqualTo(outcome.name());
    }
  }

  @Test
  void everyRunnerHasAnEndWithItsCause() {
    List<String> ends =
        Stream.of(End.class.getPermittedSubclasses()).map(Class::getSimpleName).toList();
    for (long job : jobs.values()) {
      List<AttemptStatus> attempts = stack.lives().status(job).orElseThrow().attempts();

      assertThat(attempts).isNotEmpty();
      assertThat(attempts)
          .allSatisfy(
              attempt -> assertThat(String.valueOf(attempt.end()).split(": ", 2)[0]).isIn(ends));
    }
  }

  @Test
  void noLifeIsClosedWithAStepStillOpenOrATaskThatBroke() {
    for (long job : jobs.values()) {
      List<HistoryEvent> events = stack.lives().history(job).getEventsList();

      assertThat(events.get(events.size() - 1).getEventType())
          .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
      assertThat(count(events, "ACTIVITY_TASK_SCHEDULED"))
          .isEqualTo(
              count(events, "ACTIVITY_TASK_COMPLETED") + count(events, "ACTIVITY_TASK_FAILED"));
      assertThat(count(events, "WORKFLOW_TASK_FAILED")).isZero();
      assertThat(count(events, "TIMED_OUT")).isZero();
    }
  }

  @Test
  void whatWasGivenUpIsSaidWithItsLastCause() {
    Outcome spent = outcome(jobs.getOrDefault(Outcome.AttemptsSpent.class, 0L));

    assertThat(spent)
        .isInstanceOfSatisfying(
            Outcome.AttemptsSpent.class, it -> assertThat(it.attempts()).isEqualTo(5));
    assertThat(spent.cause())
        .contains("exit code 3")
        .contains("before the forge listed it as online");
  }

  @Test
  void theRunOfAJobThatWasGivenUpIsCancelledAndNoOther() {
    long spent = jobs.getOrDefault(Outcome.AttemptsSpent.class, 0L);
    WorkflowStub cancellation =
        stack.lives().client().newUntypedWorkflowStub(LifeQueries.of(spent) + "-cancel");

    assertThat(cancellation.getResult(String.class)).isEqualTo("the run is cancelled");
    assertThat(conclusion(spent)).isEqualTo("cancelled");
    assertThat(conclusion(jobs.getOrDefault(Outcome.Cancelled.class, 0L))).isNull();
  }

  private static @Nullable String conclusion(long job) {
    return stack.github().jobs().stream()
        .filter(it -> it.id() == job)
        .findFirst()
        .orElseThrow()
        .conclusion();
  }

  @Test
  void nothingIsLeftOfAnyOfThem() {
    stack.nothingIsLeft();
  }

  private static long count(List<HistoryEvent> events, String type) {
    return events.stream().filter(event -> event.getEventType().name().endsWith(type)).count();
  }

  private Outcome outcome(long job) {
    return stack.lives().stub(job).getResult(Outcome.class);
  }

  private long begin(String label, String command) {
    long job = stack.queue(label, command);
    stack.until("its life has begun", () -> stack.lives().newestRun(job).isPresent());
    return job;
  }
}
