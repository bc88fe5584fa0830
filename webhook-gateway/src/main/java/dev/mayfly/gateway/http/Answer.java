package dev.mayfly.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a delivery, as the forge's delivery log shows it: the result in a word, the reason
 * in a sentence, and the life or lives concerned.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"result", "reason", "workflowId", "link", "lives"})
public record Answer(
    int status,
    String result,
    String reason,
    @Nullable String workflowId,
    @Nullable String link,
    List<Life> lives,
    About about) {

  private static final ObjectWriter JSON =
      new ObjectMapper(JsonFactory.builder().recyclerPool(StrictJson.BUFFERS).build())
          .writerFor(Answer.class);

  /** One life and its page in the Web UI; listed when there are several. */
  public record Life(String workflowId, String link) {}

  /**
   * The part that only metrics tell: words of our own, never a payload's.
   *
   * @param action of the event; empty: it was none, or was not read.
   * @param why it was ignored; empty: it was not.
   */
  public record About(String action, String why) {
    static final About NOTHING = new About("", "");
  }

  public Answer {
    lives = List.copyOf(lives);
  }

  public Answer about(String action, String why) {
    return new Answer(status, result, reason, workflowId, link, lives, new About(action, why));
  }

  public static Answer of(int status, String result, String reason) {
    return new Answer(status, result, reason, null, null, List.of(), About.NOTHING);
  }

  public static Answer accepted(String result, String reason, List<Life> lives) {
    Life first = lives.get(0);
    return new Answer(
        202,
        result,
        reason,
        first.workflowId(),
        first.link(),
        lives.size() > 1 ? lives : List.of(),
        About.NOTHING);
  }

  @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
  @Override
  public int status() {
    return status;
  }

  @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
  @Override
  public About about() {
    return about;
  }

  /** The same answer to the same delivery, sent again. */
  public Answer repeated() {
    return status == 202
        ? new Answer(
            status,
            result,
            "answered before; nothing was done again",
            workflowId,
            link,
            lives,
            about)
        : this;
  }

  void writeTo(HttpServletResponse response) throws IOException {
    byte[] json = json();
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(json.length);
    if (status == 503) {
      response.setIntHeader("Retry-After", retryAfter());
    }
    if (status == 405) {
      response.setHeader("Allow", "POST");
    }
    response.getOutputStream().write(json);
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
