package dev.mayfly.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.explanation.LifeFacts;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BarsTest {

  private static final Instant BEGUN = Instant.parse("2026-12-01T10:00:00Z");
  private static final String LIFE =
      """
      {"id": "mayfly-github-7", "begun": "%1$s", "standing": "QUEUED",
       "job": {"forge": "github", "id": 7, "repository": "acme/app", "name": "b", "pool": "ubuntu"},
       "attempts": [{"runner": "mayfly-github-7-3fa91c-1", "steps": [
         {"step": "TOKEN", "at": "%1$s"}, {"step": "NODE", "at": "%2$s"}]}]}
      """
          .formatted(BEGUN, BEGUN.plusSeconds(25));

  private static List<Map<String, Object>> bars(Instant now) throws IOException {
    LifeFacts life =
        JacksonJsonPayloadConverter.newDefaultObjectMapper().readValue(LIFE, LifeFacts.class);
    return Bars.of(life, now);
  }

  @Test
  void eachPartIsWhereItsTimeIs() throws IOException {
    List<Map<String, Object>> bars = bars(BEGUN.plusSeconds(100));

    assertThat(bars).hasSize(3);
    assertThat(bars.get(0)).containsEntry("width", "0.50%").containsEntry("took", "0 s");
    assertThat(bars.get(1)).containsEntry("left", "0.00%").containsEntry("width", "25.00%");
    assertThat(bars.get(2))
        .containsEntry("left", "25.00%")
        .containsEntry("width", "75.00%")
        .containsEntry("time", "10:00:25")
        .containsEntry("took", "1 min 15 s")
        .containsEntry("lasts", true);
  }

  @Test
  void aClockThatIsBehindMakesNoBarLeaveThePage() throws IOException {
    assertThat(bars(BEGUN.minusSeconds(100)))
        .allSatisfy(
            bar -> {
              assertThat(number(bar, "left")).isBetween(0.0, 100.0);
              assertThat(number(bar, "left") + number(bar, "width")).isLessThanOrEqualTo(100);
            });
  }

  private static double number(Map<String, Object> bar, String name) {
    return Double.parseDouble(String.valueOf(bar.get(name)).replace("%", ""));
  }
}
