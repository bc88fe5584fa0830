package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.mayfly.acceptance.stack.Leaks;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.server.Eventually;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The traces of a healthy life: in a real server's history, and in the log and metrics of gateway
 * and worker. Three lives are lived once; the tests look at what they left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class HistoryTest {

  private static final int MOST_EVENTS = 50;
  private static final Pattern COUNTER =
      Pattern.compile("(?m)^(mayfly_\\S+|temporal_request_total\\S+) (\\S+)$");

  @RegisterExtension static final Stack stack = new Stack();

  private long shortJob;
  private long longJob;
  private long justInTimeJob;
  private final Map<String, String> secrets = new TreeMap<>();

  @BeforeAll
  void live() throws Exception {
    Optional<TemporalCli> temporal = TemporalCli.find();
    if (temporal.isEmpty()) {
      return;
    }
    stack.start(
        Stack.onTemporal(temporal.get()).withJustInTime(Set.of("windows")).withLogLevel("DEBUG"));
    // Each from a pool of its own: runners with equal labels might swap their jobs.
    shortJob = stack.queue("ubuntu-latest", "sleep 2");
    longJob = stack.queue("ubuntu-22.04", "sleep 15");
    justInTimeJob = stack.queue("windows-latest", "sleep 15");
    // While the tasks are there: a token is in clear nowhere else.
    secrets.put("registration token", environment(shortJob, "ActionsRunner_TOKEN"));
    secrets.put("other registration token", environment(longJob, "ActionsRunner_TOKEN"));
    secrets.put(
        "just-in-time configuration", environment(justInTimeJob, "ACTIONS_RUNNER_INPUT_JITCONFIG"));
    secrets.put("forge's token", StandInSettings.DEFAULT.token());
    secrets.put("webhook secret", StandInSettings.DEFAULT.secret());
    secrets.put("Batch key", BatchStandInCommand.DEFAULT_KEY);
    secrets.put("sealing key", Files.readString(stack.folder().resolve("sealing-key")));
    stack.awaitAll();
    for (long job : jobs()) {
      stack.isCompleted(job);
    }
  }

  /** Here, since a class that is skipped as a whole is not even counted. */
  @BeforeEach
  void skipWithoutTemporal() {
    TemporalCli.findOrSkip();
  }

  @Test
  void aHealthyLifeHasAtMost50Events() {
    for (long job : jobs()) {
      assertThat(stack.lives().history(job).getEventsCount()).isLessThanOrEqualTo(MOST_EVENTS);
    }
  }

  @Test
  void nothingFailedTimedOutWasCancelledOrTriedTwiceAndNoTimerWasNeeded() {
    for (long job : jobs()) {
      History history = stack.lives().history(job);

      assertThat(types(history))
          .noneMatch(type -> type.matches(".*(FAILED|TIMED_OUT|CANCEL|TERMINATED|TIMER).*"))
          .endsWith("EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED");
      assertThat(history.getEventsList())
          .filteredOn(HistoryEvent::hasActivityTaskStartedEventAttributes)
          .extracting(event -> event.getActivityTaskStartedEventAttributes().getAttempt())
          .isNotEmpty()
          .containsOnly(1);
      assertThat(history.getEventsList())
          .filteredOn(HistoryEvent::hasWorkflowTaskScheduledEventAttributes)
          .extracting(event -> event.getWorkflowTaskScheduledEventAttributes().getAttempt())
          .containsOnly(1);
    }
  }

  @Test
  void nothingIsPendingAtItsEnd() {
    for (long job : jobs()) {
      List<HistoryEvent> events = stack.lives().history(job).getEventsList();

      assertThat(
              events.stream()
                  .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                  .map(HistoryEvent::getEventId))
          .containsExactlyInAnyOrderElementsOf(
              events.stream()
                  .filter(HistoryEvent::hasActivityTaskCompletedEventAttributes)
                  .map(e -> e.getActivityTaskCompletedEventAttributes().getScheduledEventId())
                  .toList());
      assertThat(description(job).getPendingActivitiesList()).isEmpty();
    }
  }

  @Test
  void everyStepSaysInItsSummaryWhatItIsFor() {
    for (long job : jobs()) {
      assertThat(stack.lives().history(job).getEventsList())
          .filteredOn(HistoryTest::isStep)
          .hasSize(8)
          .allSatisfy(
              step ->
                  assertThat(step.getUserMetadata().getSummary().getData().toStringUtf8())
                      .isNotBlank());
    }
  }

  /** Of its own, or a mark of the life's own task. */
  private static boolean isStep(HistoryEvent event) {
    return event.hasActivityTaskScheduledEventAttributes()
        || event.getMarkerRecordedEventAttributes().getMarkerName().equals("LocalActivity");
  }

  /** Workflow tasks apart: how many events one of them takes in is the server's affair. */
  @Test
  void aLongJobsHistoryHasTheSameEventsAsAShortOnes() {
    assertThat(shape(longJob)).isEqualTo(shape(shortJob));
  }

  @Test
  void noHistoryHoldsASecret() {
    Leaks leaks = new Leaks(secrets);

    for (long job : jobs()) {
      assertThat(leaks.in(stack.lives().history(job))).isEmpty();
      assertThat(leaks.in(description(job))).isEmpty();
      assertThat(leaks.in("status", stack.lives().status(job).orElseThrow().toString())).isEmpty();
    }
  }

  @Test
  void neitherLogNorMetricsHoldASecret() throws Exception {
    Leaks leaks = new Leaks(secrets);

    assertThat(leaks.in("mayfly.log", String.join("\n", stack.log()))).isEmpty();
    assertThat(stack.local().metrics()).hasSize(2);
    for (URI metrics : stack.local().metrics()) {
      assertThat(leaks.in(metrics.toString(), get(metrics))).isEmpty();
    }
  }

  @Test
  void theMetricsTellHowLivesAndRunnersEndedAndHoldNoName() throws Exception {
    Map<String, Integer> counts = new TreeMap<>();
    for (URI metrics : stack.local().metrics()) {
      String text = get(metrics);
      Matcher counter = COUNTER.matcher(text);
      while (counter.find()) {
        String series = counter.group(1).replaceAll(",?pool=\"[^\"]*\"", "");
        counts.merge(series, (int) Double.parseDouble(counter.group(2)), Integer::sum);
      }
      Map<String, String> names =
          new TreeMap<>(Map.of("repository", "acme", "run", "mayfly-github"));
      jobs().forEach(job -> names.put("job " + job, String.valueOf(job)));
      assertThat(new Leaks(names).in(metrics.toString(), text)).isEmpty();
    }

    assertThat(counts)
        .containsEntry("mayfly_lives_total{cause=\"RanJob\",outcome=\"Completed\"}", 3)
        .containsEntry("mayfly_attempts_total{end=\"RanJob\"}", 3)
        .containsEntry("mayfly_job_wait_seconds_count{}", 3)
        .containsKey(
            "temporal_request_total{operation=\"SignalWithStartWorkflowExecution\",status_code=\"\"}");
  }

  /** A search that finds nothing proves nothing, unless it finds what is there. */
  @Test
  void theSearchFindsWhatIsThere() throws Exception {
    long job = shortJob;
    String runner = String.valueOf(stack.job(job).runner());

    assertThat(new Leaks(Map.of("runner", runner)).in(stack.lives().history(job)))
        .anyMatch(found -> found.contains("activity_task_scheduled_event_attributes/input"))
        .anyMatch(found -> found.contains("user_metadata/summary"))
        .anyMatch(found -> found.contains("workflow_execution_signaled_event_attributes/input"));
    assertThat(
            new Leaks(Map.of("job", String.valueOf(job)))
                .in("mayfly.log", String.join("\n", stack.log())))
        .isNotEmpty();
    for (URI metrics : stack.local().metrics()) {
      assertThat(new Leaks(Map.of("metric", "temporal_request")).in("metrics", get(metrics)))
          .as(get(metrics))
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("hideouts")
  void theSearchFindsAnUnsealedCopyWhereverItIs(Hideout hideout) {
    String token = Optional.ofNullable(secrets.get("registration token")).orElseThrow();
    History.Builder history = stack.lives().history(shortJob).toBuilder();
    HistoryEvent.Builder last = history.addEventsBuilder();
    hideout.put().accept(last, token);

    assertThat(new Leaks(secrets).in(history.build()))
        .singleElement()
        .asString()
        .startsWith("/events[" + (history.getEventsCount() - 1) + "]/")
        .endsWith(" has the registration token")
        .doesNotContain(token);
  }

  /** Where a secret could get to. */
  static Stream<Hideout> hideouts() {
    return Stream.of(
        new Hideout(
            "result",
            (event, secret) ->
                event.getActivityTaskCompletedEventAttributesBuilder().setResult(json(secret))),
        new Hideout(
            "result in base64",
            (event, secret) ->
                event
                    .getActivityTaskCompletedEventAttributesBuilder()
                    .setResult(json(base64("ab" + secret + "c")))),
        new Hideout(
            "input",
            (event, secret) ->
                event.getActivityTaskScheduledEventAttributesBuilder().setInput(json(secret))),
        new Hideout(
            "header",
            (event, secret) ->
                event
                    .getActivityTaskScheduledEventAttributesBuilder()
                    .getHeaderBuilder()
                    .putFields("trace", payload(secret))),
        new Hideout(
            "signal",
            (event, secret) ->
                event.getWorkflowExecutionSignaledEventAttributesBuilder().setInput(json(secret))),
        new Hideout(
            "summary",
            (event, secret) -> event.getUserMetadataBuilder().setSummary(payload("for " + secret))),
        new Hideout(
            "search attribute",
            (event, secret) ->
                event
                    .getUpsertWorkflowSearchAttributesEventAttributesBuilder()
                    .getSearchAttributesBuilder()
                    .putIndexedFields("MayflyPool", payload(secret))),
        new Hideout("message", (event, secret) -> failure(event).setMessage("refused: " + secret)),
        new Hideout("stack trace", (event, secret) -> failure(event).setStackTrace("at " + secret)),
        new Hideout(
            "cause", (event, secret) -> failure(event).getCauseBuilder().setMessage(secret)),
        new Hideout(
            "heartbeat",
            (event, secret) ->
                failure(event)
                    .getTimeoutFailureInfoBuilder()
                    .setLastHeartbeatDetails(json(secret))));
  }

  private static Failure.Builder failure(HistoryEvent.Builder event) {
    return event.getActivityTaskFailedEventAttributesBuilder().getFailureBuilder();
  }

  private static Payloads json(String text) {
    return Payloads.newBuilder().addPayloads(payload(text)).build();
  }

  private static Payload payload(String text) {
    return Payload.newBuilder()
        .setData(ByteString.copyFromUtf8("{\"it\": \"" + text + "\"}"))
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private record Hideout(String name, BiConsumer<HistoryEvent.Builder, String> put) {
    @Override
    public String toString() {
      return name;
    }
  }

  private List<Long> jobs() {
    return List.of(shortJob, longJob, justInTimeJob);
  }

  /** A variable that a life's task is started with. */
  private String environment(long job, String name) {
    return Eventually.get(
        "the task of job " + job + " is there",
        () ->
            stack.batch().tasks().stream()
                .filter(task -> task.id().startsWith(LifeQueries.of(job) + "-"))
                .map(task -> Optional.ofNullable(task.environment().get(name)).orElseThrow())
                .findFirst());
  }

  private DescribeWorkflowExecutionResponse description(long job) {
    return stack.lives().stub(job).describe().getRawDescription();
  }

  private static String get(URI address) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static Stream<String> types(History history) {
    return history.getEventsList().stream().map(event -> event.getEventType().name());
  }

  private List<String> shape(long job) {
    return stack.lives().history(job).getEventsList().stream()
        .map(
            event ->
                event.getEventType().name()
                    + event.getActivityTaskScheduledEventAttributes().getActivityType().getName()
                    + event.getWorkflowExecutionSignaledEventAttributes().getSignalName())
        .filter(event -> !event.startsWith("EVENT_TYPE_WORKFLOW_TASK"))
        .filter(event -> !event.startsWith("EVENT_TYPE_ACTIVITY_TASK_STARTED"))
        .sorted()
        .toList();
  }
}
