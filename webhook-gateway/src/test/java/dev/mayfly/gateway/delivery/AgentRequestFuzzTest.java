package dev.mayfly.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mayfly.gateway.http.MalformedDeliveryException;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** A pipeline's bytes become an event, or a refusal of one line. */
class AgentRequestFuzzTest {

  private static final Forge FORGE =
      new Forge(
          Forge.Type.AZURE_DEVOPS,
          URI.create("https://dev.azure.com/acme"),
          null,
          List.of(),
          null,
          null,
          null);

  @FuzzTest
  void becomesAnEventOrARefusal(byte[] body) {
    WorkflowJobEvent event;
    try {
      event = AgentRequest.read(new VerifiedDelivery("ado", "d-1", body, Instant.EPOCH), FORGE);
    } catch (MalformedDeliveryException e) {
      Fuzzed.isOneBoundedLine(String.valueOf(e.getMessage()));
      return;
    }
    Fuzzed.isId(new LifeId("mayfly", "ado", event.job().id()).toString());
    assertThat(event.job().labels()).isNotEmpty().hasSizeLessThanOrEqualTo(100);
    event.job().labels().forEach(label -> assertThat(label).hasSizeLessThanOrEqualTo(1000));
    event.job().labels().forEach(label -> Fuzzed.survivesTemporal(label, String.class));
    assertThat(event.job().url())
        .matches("https://dev\\.azure\\.com/acme/[^/?#\\s]+/_build/results\\?buildId=[0-9]+");
    Fuzzed.survivesTemporal(event.toSignal(), JobEvent.class);
    Fuzzed.survivesTemporal(
        event.job().workflow() == null ? "" : event.job().workflow(), String.class);
    assertThat(AgentRequest.read(new VerifiedDelivery("ado", "d-1", body, Instant.EPOCH), FORGE))
        .isEqualTo(event);
  }
}
