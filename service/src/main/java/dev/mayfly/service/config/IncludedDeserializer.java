package dev.mayfly.service.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Follows {@code fleet: mayfly.yml} to that file, whose errors are noted under its own name; or
 * reads what the file would hold, where that stands in its place.
 */
final class IncludedDeserializer<T> extends StdDeserializer<T> {

  private static final long serialVersionUID = 1L;

  /** The ways to what is included. */
  interface Source<T> {

    /** Reads the file of this name, relative to the file that names it. */
    Optional<T> file(String name) throws IOException;

    /** Reads what stands in the service's own file. */
    Optional<T> section(JsonNode tree) throws IOException;
  }

  private final transient Included<T> what;
  private final transient Source<T> source;
  // A service's file is read again for each of its errors; the included one need not be.
  private final transient Map<String, Optional<T>> read = new HashMap<>();

  IncludedDeserializer(Included<T> what, Source<T> source) {
    super(what.type());
    this.what = what;
    this.source = source;
  }

  @Override
  public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return source.section(parser.readValueAsTree()).orElse(what.unreadable());
    }
    if (!parser.currentToken().isScalarValue()) {
      throw JsonMappingException.from(parser, what.expected());
    }
    String file = parser.getText();
    if (!read.containsKey(file)) {
      try {
        read.put(file, source.file(file));
      } catch (IOException e) {
        throw JsonMappingException.from(
            parser, "cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
      }
    }
    return read.get(file).orElse(what.unreadable());
  }
}
