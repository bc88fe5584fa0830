package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One life for each outcome, on the real server: nothing fails silently (I6). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // live() sets them, before every test
class OutcomesTest {

  private static final Duration SOON = Duration.ofMinutes(2);
  // Five attempts with their pauses take two and a half minutes.
  private static final Duration ALL_ATTEMPTS = Duration.ofMinutes(6);

  private final Map<Class<? extends Outcome>, Long> jobs = new LinkedHashMap<>();
  private LocalStack stack;
  private LifeQueries lives;

  @BeforeAll
  @Timeout(600)
  void live(@TempDir Path directory) throws Exception {
    if (TemporalCli.find().isEmpty()) {
      return;
    }
    String binary = TemporalCli.find().get().binary().toString();
    stack =
        LocalStack.start(
            directory,
            LocalStack.Settings.DEFAULT
                .withEnvironment(Map.of("TEMPORAL_CLI", binary))
                .withRunner(failingFor("ubuntu-22.04")));
    lives = stack.lives();
    long spent = queue("ubuntu-22.04", "true");
    jobs.put(Outcome.Completed.class, completed());
    jobs.put(Outcome.NotNeeded.class, notNeeded());
    jobs.put(Outcome.Cancelled.class, cancelled());
    lives.outcome(spent, ALL_ATTEMPTS);
    jobs.put(Outcome.AttemptsSpent.class, spent);
  }

  private static List<String> failingFor(String label) {
    String script =
        "case $ActionsRunner_LABELS in *" + label + "*) exit 3;; esac; exec \"$0\" \"$@\"";
    return Stream.concat(Stream.of("sh", "-c", script), RunnerCommand.words().stream()).toList();
  }

  private long completed() throws Exception {
    long job = queue("ubuntu-latest", "exit 3");
    lives.outcome(job, SOON);
    return job;
  }

  private long notNeeded() throws Exception {
    long job = waiting();
    stack.github().cancel(runOf(job));
    lives.outcome(job, SOON);
    return job;
  }

  /** The last one: its job stays queued. */
  private long cancelled() throws Exception {
    long job = waiting();
    lives.stub(job).signal("cancel", new OperatorRequest("ada", "wrong branch", true, null));
    lives.outcome(job, SOON);
    return job;
  }

  private long waiting() {
    stack.batch().faults().delayBoots(Duration.ofSeconds(5));
    long job = queue("ubuntu-latest", "true");
    Eventually.until("its task is there", SOON, () -> isProvidedFor(job));
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

  @AfterAll
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
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
              lives.stub(job).describe().getTypedSearchAttributes().get(SearchAttributes.OUTCOME))
          .isEqualTo(outcome.name());
    }
  }

  @Test
  void everyRunnerHasAnEndWithItsCause() {
    List<String> ends =
        Stream.of(End.class.getPermittedSubclasses()).map(Class::getSimpleName).toList();
    for (long job : jobs.values()) {
      List<AttemptStatus> attempts = lives.status(job).orElseThrow().attempts();

      assertThat(attempts).isNotEmpty();
      assertThat(attempts)
          .allSatisfy(
              attempt -> assertThat(String.valueOf(attempt.end()).split(": ", 2)[0]).isIn(ends));
    }
  }

  @Test
  void noLifeIsClosedWithAStepStillOpenOrATaskThatBroke() {
    for (long job : jobs.values()) {
      List<HistoryEvent> events = lives.history(job).getEventsList();

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
  void nothingIsLeftOfAnyOfThem() {
    Eventually.until("nothing is left", SOON, () -> stack.leftovers().isEmpty());
  }

  private static long count(List<HistoryEvent> events, String type) {
    return events.stream().filter(event -> event.getEventType().name().endsWith(type)).count();
  }

  private Outcome outcome(long job) {
    return lives.stub(job).getResult(Outcome.class);
  }

  private long queue(String label, String command) {
    long run =
        stack
            .github()
            .queue(
                """
                jobs:
                  build:
                    runs-on: [self-hosted, %s]
                    steps: [{run: '%s'}]
                """
                    .formatted(label, command),
                "acme/app");
    long job =
        stack.github().jobs().stream().filter(j -> j.runId() == run).findFirst().orElseThrow().id();
    Eventually.until("its life has begun", SOON, () -> lives.newestRun(job).isPresent());
    return job;
  }

  private long runOf(long job) {
    return stack.github().jobs().stream()
        .filter(j -> j.id() == job)
        .findFirst()
        .orElseThrow()
        .runId();
  }
}
