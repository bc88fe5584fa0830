package dev.mayfly.bench.cost;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Timestamps;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ActivityTaskCompletedEventAttributes;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.ActivityTaskStartedEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import io.temporal.api.history.v1.UpsertWorkflowSearchAttributesEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import io.temporal.common.converter.DefaultDataConverter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** By rule temporal-actions, on histories made by hand. */
class LifeCostsTest {

  private final List<HistoryEvent> events = new ArrayList<>();

  @Test
  void aStartWithItsSignalIsOneActionAndTheTaskThatFollowsIsIts() {
    add(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, 0, event -> {});
    signal("queued", 0);
    workflowTask(0);

    Map<String, Cost> causes = CausesOfLife.of(events);

    assertThat(causes).containsOnlyKeys(CausesOfLife.START);
    assertThat(causes.get(CausesOfLife.START))
        .isEqualTo(
            new Cost(1, 5, 1, events.stream().mapToInt(HistoryEvent::getSerializedSize).sum()));
  }

  @Test
  void aStepIsAnActionForEachTryAndHasTheTaskThatItsEndBrings() {
    begin();
    step("mint", 0, 10, 12, 3);
    workflowTask(12);

    Cost mint = cost("step mint");

    assertThat(mint.actions()).isEqualTo(3);
    assertThat(mint.events()).isEqualTo(6);
    assertThat(mint.workflowTasks()).isEqualTo(1);
  }

  @Test
  void aSignalIsAnActionAndHasATaskOfItsOwn() {
    begin();
    signal("completed", 20);
    workflowTask(20);

    Cost completed = cost("signal completed");

    assertThat(completed.actions()).isEqualTo(1);
    assertThat(completed.events()).isEqualTo(4);
  }

  @Test
  void allMarksOfOneTaskAreOneAction() {
    begin();
    mark("Version", 4, "");
    mark("LocalActivity", 4, "createTask");
    mark("LocalActivity", 9, "deleteTask");

    assertThat(cost("mark of a version").actions()).isEqualTo(1);
    assertThat(cost("mark of createTask").actions()).isZero();
    assertThat(cost("mark of deleteTask").actions()).isEqualTo(1);
  }

  @Test
  void theAttributeOfVersionsIsNoAction() {
    begin();
    upsert("TemporalChangeVersion");
    upsert("MayflyPhase");

    assertThat(cost("mark of a version").actions()).isZero();
    assertThat(cost(CausesOfLife.ATTRIBUTES).actions()).isEqualTo(1);
  }

  @Test
  void longerWaitsHaveMoreHeartbeatsByTheTimeoutOfTheLongest() {
    begin();
    step("awaitStart", 60, 0, 10, 1);
    step("awaitCompletion", 100, 10, 100, 1);

    LifeCosts costs = LifeCosts.of(List.of(events, events), 4);

    assertThat(costs.byCause()).containsKeys("wait awaitStart", "wait awaitCompletion");
    assertThat(costs.waits()).isEqualTo(new Waits(100, 60));
    assertThat(costs.beats(java.time.Duration.ofSeconds(50))).isEqualTo(2);
    assertThat(costs.beats(java.time.Duration.ofSeconds(700))).isEqualTo(12);
    assertThat(costs.actions(java.time.Duration.ofSeconds(700))).isEqualTo(12 + 3);
  }

  @Test
  void aLifeWithoutHeartbeatsHasNoneHoweverLongItWaits() {
    begin();
    step("mint", 0, 0, 10, 1);

    LifeCosts costs = LifeCosts.of(List.of(events), 0);

    assertThat(costs.actions(java.time.Duration.ofHours(6))).isEqualTo(2);
  }

  @Test
  void theTableHasEachCauseAndTheirSum() {
    begin();
    signal("completed", 20);
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    LifeCosts.of(List.of(events), 0).print(new PrintStream(said, true, UTF_8));

    assertThat(said.toString(UTF_8))
        .contains("| signal-with-start | 1.00 | 5.00 | 1.00 |")
        .contains("| signal completed | 1.00 | 1.00 | 0.00 |")
        .contains("| all that is in the history | 2.00 | 6.00 | 1.00 |");
  }

  private Cost cost(String cause) {
    return requireNonNull(CausesOfLife.of(events).get(cause), cause);
  }

  private void begin() {
    add(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, 0, event -> {});
    signal("queued", 0);
    workflowTask(0);
  }

  private void workflowTask(int second) {
    add(EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED, second, event -> {});
    add(EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED, second, event -> {});
    add(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED, second, event -> {});
  }

  private void signal(String name, int second) {
    add(
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
        second,
        event ->
            event.setWorkflowExecutionSignaledEventAttributes(
                WorkflowExecutionSignaledEventAttributes.newBuilder().setSignalName(name)));
  }

  /**
   * @param heartbeat its time-out in seconds; a step without is no wait.
   */
  private void step(String name, int heartbeat, int from, int until, int tries) {
    add(
        EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
        from,
        event ->
            event.setActivityTaskScheduledEventAttributes(
                ActivityTaskScheduledEventAttributes.newBuilder()
                    .setActivityType(ActivityType.newBuilder().setName(name))
                    .setHeartbeatTimeout(Duration.newBuilder().setSeconds(heartbeat))));
    long scheduled = events.size();
    add(
        EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
        from,
        event ->
            event.setActivityTaskStartedEventAttributes(
                ActivityTaskStartedEventAttributes.newBuilder()
                    .setScheduledEventId(scheduled)
                    .setAttempt(tries)));
    add(
        EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
        until,
        event ->
            event.setActivityTaskCompletedEventAttributes(
                ActivityTaskCompletedEventAttributes.newBuilder().setScheduledEventId(scheduled)));
  }

  private void mark(String kind, long task, String type) {
    add(
        EventType.EVENT_TYPE_MARKER_RECORDED,
        0,
        event -> {
          MarkerRecordedEventAttributes.Builder mark =
              MarkerRecordedEventAttributes.newBuilder()
                  .setMarkerName(kind)
                  .setWorkflowTaskCompletedEventId(task);
          if (!type.isEmpty()) {
            Payload said = DefaultDataConverter.STANDARD_INSTANCE.toPayload(type).orElseThrow();
            mark.putDetails("type", Payloads.newBuilder().addPayloads(said).build());
          }
          event.setMarkerRecordedEventAttributes(mark);
        });
  }

  private void upsert(String attribute) {
    add(
        EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
        0,
        event ->
            event.setUpsertWorkflowSearchAttributesEventAttributes(
                UpsertWorkflowSearchAttributesEventAttributes.newBuilder()
                    .setSearchAttributes(
                        SearchAttributes.newBuilder()
                            .putIndexedFields(attribute, Payload.getDefaultInstance()))));
  }

  /** The rest of an event. */
  private interface Attributes {
    void set(HistoryEvent.Builder event);
  }

  private void add(EventType type, int second, Attributes attributes) {
    HistoryEvent.Builder event =
        HistoryEvent.newBuilder()
            .setEventId(events.size() + 1L)
            .setEventType(type)
            .setEventTime(Timestamps.fromSeconds(1_700_000_000L + second));
    attributes.set(event);
    events.add(event.build());
  }
}
