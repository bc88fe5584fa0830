package dev.mayfly.service.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code 15s}, {@code 10m}, {@code 6h}, {@code 5d}; a bare number has no unit and is refused.
 */
final class DurationDeserializer extends StdDeserializer<Duration> {

  private static final long serialVersionUID = 1L;
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|min|h|d)");

  DurationDeserializer() {
    super(Duration.class);
  }

  @Override
  public Duration deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    String text = parser.currentToken().isScalarValue() ? parser.getText().strip() : "";
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw JsonMappingException.from(
          parser, "\"" + text + "\" is not a duration such as 30s, 10m, 6h or 5d");
    }
    Duration duration = of(Long.parseLong(matcher.group(1)), matcher.group(2));
    if (duration.isZero()) {
      throw JsonMappingException.from(parser, "\"" + text + "\" must be longer than zero");
    }
    return duration;
  }

  private static Duration of(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofMinutes(amount);
    };
  }
}
