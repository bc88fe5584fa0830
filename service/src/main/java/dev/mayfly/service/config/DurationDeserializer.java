package dev.mayfly.service.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.time.Duration;

/** Reads {@link Durations}; a bare number has no unit and is refused. */
final class DurationDeserializer extends StdDeserializer<Duration> {

  private static final long serialVersionUID = 1L;

  DurationDeserializer() {
    super(Duration.class);
  }

  @Override
  public Duration deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    try {
      return Durations.read(parser.currentToken().isScalarValue() ? parser.getText().strip() : "");
    } catch (IllegalArgumentException e) {
      throw JsonMappingException.from(parser, String.valueOf(e.getMessage()));
    }
  }
}
