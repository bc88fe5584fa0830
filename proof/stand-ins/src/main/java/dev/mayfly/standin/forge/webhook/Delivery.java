package dev.mayfly.standin.forge.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver an event, as the deliveries API shows it.
 *
 * @param guid the same for every attempt at one event.
 * @param statusCode what the receiver answered; 0 where it did not.
 * @param status {@code OK}, or what went wrong.
 */
public record Delivery(
    long id,
    String guid,
    Instant deliveredAt,
    boolean redelivery,
    Duration duration,
    int statusCode,
    String status,
    Event event,
    Map<String, String> headers,
    String answer) {

  /**
   * An event to deliver: the bytes are signed and sent exactly as they are.
   *
   * @param jobId 0 for an event about no job.
   */
  @SuppressWarnings("ArrayRecordComponent")
  public // the very bytes; nobody compares events
  record Event(
      String name,
      @Nullable String action,
      @Nullable Long repositoryId,
      long jobId,
      byte[] payload) {

    /**
     * @param json what the bytes say.
     */
    public static Event of(String name, JsonNode json, byte[] bytes) {
      return new Event(
          name,
          json.path("action").asText(null),
          json.has("repository") ? json.at("/repository/id").asLong() : null,
          json.at("/workflow_job/id").asLong(),
          bytes);
    }

    /** An event of ours. */
    public static Event of(String name, JsonNode json) {
      return of(name, json, json.toString().getBytes(UTF_8));
    }

    /** Returns its name, job and action; the same in every run. */
    public String key() {
      return name + " " + jobId + " " + action;
    }
  }

  public boolean succeeded() {
    return statusCode >= 200 && statusCode < 300;
  }
}
