package dev.mayfly.gateway.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.Await;
import dev.mayfly.gateway.ManualTicker;
import dev.mayfly.gateway.TestTemporal;
import dev.mayfly.gateway.delivery.Payloads;
import dev.mayfly.gateway.delivery.VerifiedDelivery;
import dev.mayfly.gateway.delivery.WorkflowJobPayload;
import dev.mayfly.service.dispatch.DispatchResult;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.routing.RoutingDecision.Signal;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One event beside others in flight, by the gateway's own rule, on Temporal's test server. */
@Tag("server")
class TemporalDispatcherTest {

  private static final int DIRECT = 4;

  @RegisterExtension static final TestTemporal temporal = new TestTemporal("others");

  private final AtomicInteger inFlight = new AtomicInteger();
  private final ManualTicker ticker = new ManualTicker();

  private TemporalConnection connection;
  private TemporalDispatcher dispatcher;

  @BeforeEach
  void start() throws Exception {
    TemporalSettings settings =
        new TemporalSettings(temporal.address(), "default", "unpolled", null, null, null);
    connection = new TemporalConnection(settings, Map.of(), Duration.ofSeconds(60));
    dispatcher =
        new TemporalDispatcher(connection, "mayfly", forge -> false, inFlight::get, DIRECT, ticker);
    dispatcher.start();
  }

  @AfterEach
  void stop() {
    dispatcher.stop();
    connection.stop();
  }

  @Test
  void anEventHasACallOfItsOwnWhileFewAreInFlight() {
    assertThat(dispatch(1)).isInstanceOf(DispatchResult.Ignored.class);
    assertThat(dispatch(DIRECT)).isInstanceOf(DispatchResult.Ignored.class);
  }

  @Test
  void oneOfSeveralGoesByAnIntakeThatBeginsAtOnce() {
    for (int many : new int[] {DIRECT + 1, 50}) {
      assertThat(begun(dispatch(many)).getFirstWorkflowTaskBackoff())
          .isEqualTo(com.google.protobuf.Duration.getDefaultInstance());
    }
  }

  @Test
  void aBurstGoesByIntakesUntilItPausesHoweverFewAreInFlight() throws Exception {
    assertThat(dispatch(DIRECT + 1)).isInstanceOf(DispatchResult.TakenIn.class);

    assertThat(dispatch(1)).isInstanceOf(DispatchResult.TakenIn.class);

    Await.until(
        "one after a pause has a call of its own",
        () -> {
          // The call of the one before may be under way still when that has its answer.
          ticker.advance(Duration.ofMillis(100));
          return dispatch(1) instanceof DispatchResult.Ignored;
        });
  }

  @Test
  void anIntakeWhoseWorkerDiesGoesOnAfterFiveSeconds() {
    assertThat(begun(dispatch(10)).getWorkflowTaskTimeout().getSeconds()).isEqualTo(5);
  }

  /** Tells a life that is not there, which makes nothing when it is told directly. */
  private DispatchResult dispatch(int many) {
    inFlight.set(many);
    JobEvent event = new JobEvent(7, "of-another", 9L, null, Instant.EPOCH, "d-1");
    return dispatcher.dispatch(
        event(), new Signal(List.of(new LifeId("mayfly", "github", 7)), "inProgress", event));
  }

  private static WorkflowJobEvent event() {
    byte[] body = Payloads.queued(7).getBytes(UTF_8);
    return WorkflowJobPayload.read(new VerifiedDelivery("github", "d-1", body, Instant.EPOCH));
  }

  private WorkflowExecutionStartedEventAttributes begun(DispatchResult dispatched) {
    assertThat(dispatched).isInstanceOf(DispatchResult.TakenIn.class);
    return temporal
        .client()
        .fetchHistory(((DispatchResult.TakenIn) dispatched).intake())
        .getEvents()
        .get(0)
        .getWorkflowExecutionStartedEventAttributes();
  }
}
