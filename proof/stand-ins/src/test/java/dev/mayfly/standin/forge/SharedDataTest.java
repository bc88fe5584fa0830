package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The comparison itself: it finds what is wrong, and lets pass what GitHub itself sent. */
class SharedDataTest {

  @Test
  void findsWhatIsMissingFromAnAnswer() {
    assertThat(SharedData.faultsOfAnswer("get", "/meta", 200, "{}")).isNotEmpty();
    assertThat(SharedData.faultsOfAnswer("get", "/meta", 418, "{}")).isNotEmpty();
  }

  @Test
  void acceptsARecordedEventAndRefusesItUnderAnotherAction() {
    byte[] recorded = SharedData.recordedPayload("workflow_job.queued.payload.json");
    byte[] spoilt =
        new String(recorded, UTF_8).replace("\"run_attempt\": 1,", "\"x\": 1,").getBytes(UTF_8);

    assertThat(SharedData.faultsOfEvent("queued", recorded)).isEmpty();
    assertThat(SharedData.faultsOfEvent("completed", recorded)).isNotEmpty();
    assertThat(SharedData.faultsOfEvent("queued", spoilt)).isNotEmpty();
  }
}
