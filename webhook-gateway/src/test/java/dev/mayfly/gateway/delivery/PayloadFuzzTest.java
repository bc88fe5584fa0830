package dev.mayfly.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.gateway.http.MalformedDeliveryException;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Action;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;

/** Signed bytes become an event, or a refusal that names a field and quotes nothing. */
class PayloadFuzzTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @FuzzTest
  void becomesAnEventOrARefusal(byte[] body) {
    WorkflowJobEvent event;
    try {
      event = read(body);
    } catch (MalformedDeliveryException e) {
      Fuzzed.isOneBoundedLine(String.valueOf(e.getMessage()));
      assertThat(e.getMessage())
          .matches(
              "the body [ -~]{1,100}|field [a-z_.]{1,40} is missing or malformed: expected ["
                  + " -~]{1,100}");
      return;
    }
    assertThat(event.job().id()).isPositive();
    assertThat(event.job().runId()).isNotNegative();
    assertThat(event.owner().repository()).matches("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+");
    assertThat(event.job().labels()).hasSizeLessThanOrEqualTo(100);
    texts(event).forEach(text -> assertThat(text).hasSizeLessThanOrEqualTo(1000));
    Fuzzed.survivesTemporal(event.toSignal(), JobEvent.class);
    texts(event).forEach(text -> Fuzzed.survivesTemporal(text, String.class));
    if (event.action() != Action.OTHER) {
      assertThat(read(rendered(event))).isEqualTo(event);
    }
  }

  private static WorkflowJobEvent read(byte[] body) {
    return WorkflowJobPayload.read(new VerifiedDelivery("github", "d-1", body, NOON));
  }

  private static Stream<String> texts(WorkflowJobEvent event) {
    return Stream.concat(
        event.job().labels().stream(),
        Stream.of(
                event.job().name(),
                event.job().workflow(),
                event.job().url(),
                event.owner().organization(),
                event.owner().enterprise(),
                event.progress().runnerName(),
                event.progress().conclusion())
            .flatMap(Stream::ofNullable));
  }

  private static byte[] rendered(WorkflowJobEvent event) {
    ObjectNode root = JSON.createObjectNode();
    root.put("action", event.action().name().toLowerCase(Locale.ROOT));
    root.putObject("repository").put("full_name", event.owner().repository());
    root.putObject("organization").put("login", event.owner().organization());
    root.putObject("enterprise").put("slug", event.owner().enterprise());
    ObjectNode job = root.putObject("workflow_job");
    job.put("id", event.job().id())
        .put("run_id", event.job().runId())
        .put("name", event.job().name())
        .put("workflow_name", event.job().workflow())
        .put("html_url", event.job().url())
        .put("runner_name", event.progress().runnerName())
        .put("runner_id", event.progress().runnerId())
        .put("conclusion", event.progress().conclusion())
        .put(
            "created_at",
            event.job().createdAt() == null ? null : event.job().createdAt().toString());
    event.job().labels().forEach(job.withArray("labels")::add);
    return root.toString().getBytes(UTF_8);
  }
}
