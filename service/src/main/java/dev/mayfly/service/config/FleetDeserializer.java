package dev.mayfly.service.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.mayfly.workflows.fleet.Fleet;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows {@code fleet: mayfly.yml} to the common file, whose errors are noted under its own name;
 * or reads what the common file would hold, where that stands in its place.
 */
final class FleetDeserializer extends StdDeserializer<Fleet> {

  private static final long serialVersionUID = 1L;

  // Stands for a file whose errors are noted already, so that the service's file is read to its
  // end.
  private static final Fleet UNREADABLE = new Fleet("unreadable", Map.of(), List.of());

  /** The ways to a fleet. */
  interface Source {

    /** Reads the file of this name, relative to the file that names it. */
    Optional<Fleet> file(String name) throws IOException;

    /** Reads what stands in the service's own file. */
    Optional<Fleet> section(JsonNode tree) throws IOException;
  }

  private final transient Source source;
  // A service's file is read again for each of its errors; the common file need not be.
  private final transient Map<String, Optional<Fleet>> read = new HashMap<>();

  FleetDeserializer(Source source) {
    super(Fleet.class);
    this.source = source;
  }

  @Override
  public Fleet deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return source.section(parser.readValueAsTree()).orElse(UNREADABLE);
    }
    if (!parser.currentToken().isScalarValue()) {
      throw JsonMappingException.from(
          parser, "expected the path of the common file of forges and pools, or what it holds");
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
    return read.get(file).orElse(UNREADABLE);
  }
}
