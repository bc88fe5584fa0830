package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.Explanation.Happened;
import dev.mayfly.workflows.explanation.State;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An explanation as the console sends it. */
public final class Explained {

  private Explained() {}

  /** Reads one; fields that are not known here do no harm. */
  static Explanation read(JsonNode json) {
    List<Happened> story = new ArrayList<>();
    json.path("story")
        .forEach(it -> story.add(new Happened(instant(it, "at"), it.path("what").asText(""))));
    return new Explanation(
        json.path("situation").asText(""),
        state(json.path("state").asText("")),
        json.path("job").asText(""),
        word(json, "pool"),
        json.path("since").isTextual() ? instant(json, "since") : null,
        json.path("why").asText(""),
        json.path("awaited").asText(""),
        json.path("advice").asText(""),
        story,
        word(json, "life"),
        word(json, "url"));
  }

  private static State state(String word) {
    try {
      return State.valueOf(word);
    } catch (IllegalArgumentException e) {
      throw notUnderstood(word);
    }
  }

  /** Reads when something was. */
  public static Instant instant(JsonNode json, String field) {
    String text = json.path(field).asText("");
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw notUnderstood(text);
    }
  }

  private static ConsoleException notUnderstood(String word) {
    return ConsoleException.unreachable(
        "the console answers \"" + word + "\", which is not understood here: use its version");
  }

  private static @Nullable String word(JsonNode json, String field) {
    return json.path(field).isTextual() ? Visible.of(json.path(field).asText()) : null;
  }

  /** 0: it goes its way; 1: it does not, or not without help; 3: not seen; 4: nobody to ask. */
  public static int exitCode(State state) {
    return switch (state) {
      case HELD, WAITING, RUNNING, CLEANING_UP, DONE, NOT_NEEDED, CANCELLED -> 0;
      case NOT_SERVED, STUCK, GIVEN_UP -> 1;
      case NOT_SEEN -> 3;
      case UNREACHABLE -> 4;
    };
  }
}
