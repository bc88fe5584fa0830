package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeTimes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a hook to deliver something.
 *
 * @param guid the same in every repetition.
 * @param redelivery whether it was a repetition.
 * @param status what was answered; 0 when nothing was.
 * @param event such as {@code workflow_job}.
 * @param action of the event; absent where it has none.
 */
public record ListedDelivery(
    long id,
    String guid,
    Instant at,
    boolean redelivery,
    int status,
    String event,
    @Nullable String action) {

  static ListedDelivery read(JsonNode delivery) {
    Instant at = ForgeTimes.read(delivery.path("delivered_at"));
    return new ListedDelivery(
        delivery.path("id").asLong(),
        delivery.path("guid").asText(),
        at == null ? Instant.EPOCH : at,
        delivery.path("redelivery").asBoolean(),
        delivery.path("status_code").asInt(),
        delivery.path("event").asText(),
        delivery.path("action").isTextual() ? delivery.path("action").asText() : null);
  }

  public boolean failed() {
    return status < 200 || status >= 300;
  }
}
