package dev.mayfly.service.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.net.URI;

/**
 * Reads the address of a web site or API: http or https with a host, without user, query or
 * fragment.
 */
final class WebAddressDeserializer extends StdDeserializer<URI> {

  private static final long serialVersionUID = 1L;

  WebAddressDeserializer() {
    super(URI.class);
  }

  @Override
  public URI deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    String text = parser.currentToken().isScalarValue() ? parser.getText().strip() : "";
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null
          && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException notAnAddress) {
      // Reported below, with what was expected.
    }
    throw JsonMappingException.from(
        parser, "expected an address such as https://host/path, without user, query or fragment");
  }
}
