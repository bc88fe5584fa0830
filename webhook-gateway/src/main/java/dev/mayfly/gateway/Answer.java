package dev.mayfly.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the forge's delivery log shows of a delivery: the result in a word, the reason in a
 * sentence, and the life or lives concerned.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"result", "reason", "workflowId", "link", "lives"})
record Answer(
    int status,
    String result,
    String reason,
    @Nullable String workflowId,
    @Nullable String link,
    List<Life> lives) {

  private static final ObjectWriter JSON = new ObjectMapper().writerFor(Answer.class);

  /** One life and its page in the Web UI; listed when there are several. */
  record Life(String workflowId, String link) {}

  Answer {
    lives = List.copyOf(lives);
  }

  static Answer of(int status, String result, String reason) {
    return new Answer(status, result, reason, null, null, List.of());
  }

  static Answer accepted(String result, String reason, List<Life> lives) {
    Life first = lives.get(0);
    return new Answer(
        202,
        result,
        reason,
        first.workflowId(),
        first.link(),
        lives.size() > 1 ? lives : List.of());
  }

  @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
  @Override
  public int status() {
    return status;
  }

  /** The same answer to the same delivery, sent again. */
  Answer repeated() {
    return status == 202
        ? new Answer(
            status, result, "answered before; nothing was done again", workflowId, link, lives)
        : this;
  }

  /**
   * Written here and not by Jersey, whose search for a writer costs as much as reading the event.
   */
  Response toResponse() {
    Response.ResponseBuilder response =
        Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(json());
    return (status == 503 ? response.header("Retry-After", retryAfter()) : response).build();
  }

  private byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  // Seconds: an overload is over when the burst is, Temporal or a list of addresses takes longer.
  private int retryAfter() {
    return result.equals(Refusals.OVERLOADED) ? 5 : 30;
  }
}
