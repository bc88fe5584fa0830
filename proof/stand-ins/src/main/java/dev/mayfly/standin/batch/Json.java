package dev.mayfly.standin.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Batch's dialect of JSON: what a body must be, how a time and an ETag are written. */
final class Json {

  /** The span by which Batch says that there is no limit: the longest that .NET knows. */
  static final String FOREVER = "P10675199DT2H48M5.4775807S";

  // As recorded.
  private static final int MOST_CHARACTERS = 1_048_576;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final long TICKS_UNTIL_1970 = 621_355_968_000_000_000L;

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode parse(String body) {
    if (body.length() > MOST_CHARACTERS) {
      throw new BatchError(
              413,
              "RequestBodyTooLarge",
              "The request body is too large and exceeds the maximum permissible limit.")
          .with("MaxLimit", Integer.toString(MOST_CHARACTERS));
    }
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      // Answered below, as for any other body that is no object.
    }
    throw BatchError.unreadable();
  }

  /** A required, non-empty string. */
  static String text(ObjectNode body, String property) {
    JsonNode value = body.path(property);
    if (value.isMissingNode() || value.isNull()) {
      throw BatchError.missing(property);
    }
    if (!value.isTextual()) {
      throw BatchError.invalid(property, "a string is expected");
    }
    return value.textValue();
  }

  /**
   * @throws BatchError when it is there and no duration.
   */
  static Optional<Duration> duration(ObjectNode body, String property) {
    return body.hasNonNull(property)
        ? Optional.of(duration(body.get(property).asText(), property))
        : Optional.empty();
  }

  static Duration duration(String text, String property) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw BatchError.invalid(property, "a duration as PT5M is expected");
    }
  }

  /** UTC with the seven digits that .NET has. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).toString();
  }

  /** As Batch makes them: the time of the last change, in .NET's ticks. */
  static String etag(Instant changed) {
    long ticks =
        changed.getEpochSecond() * 10_000_000L + changed.getNano() / 100 + TICKS_UNTIL_1970;
    return "0x" + Long.toHexString(ticks).toUpperCase(Locale.ROOT);
  }
}
