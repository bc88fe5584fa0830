package dev.mayfly.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;

/** JSON that can be read in one way only: one value, no key twice, no deeper than events are. */
final class StrictJson {

  // A recorded payload is 4 levels deep.
  private static final int DEEPEST = 64;
  // Recorded payloads have 731 names, values and brackets at most; a tree takes many times the
  // bytes
  // of the smallest ones.
  private static final int MOST_TOKENS = 100_000;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxTokenCount(MOST_TOKENS)
                          .build())
                  .build())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private StrictJson() {}

  /**
   * @throws MalformedDeliveryException when it is no JSON, or not of this kind.
   */
  static JsonNode read(byte[] body) {
    return read(body, TokenFilter.INCLUDE_ALL);
  }

  /**
   * As {@link #read(byte[])}, but for what is not wanted.
   *
   * @throws MalformedDeliveryException when it is no JSON, or not of this kind, wanted or not.
   */
  static JsonNode read(byte[] body, TokenFilter wanted) {
    try (JsonParser parser =
        new FilteringParserDelegate(
            JSON.createParser(body), wanted, Inclusion.INCLUDE_ALL_AND_PATH, true)) {
      JsonNode tree =
          requireNonNullElse(JSON.<JsonNode>readTree(parser), MissingNode.getInstance());
      if (parser.nextToken() != null) {
        throw new MalformedDeliveryException("the body is not JSON, but more than that");
      }
      return tree;
    } catch (StreamConstraintsException e) {
      throw new MalformedDeliveryException(
          "the body is nested deeper than "
              + DEEPEST
              + " levels, has more than "
              + MOST_TOKENS
              + " parts, or a number without end");
    } catch (IOException e) {
      throw new MalformedDeliveryException("the body is not JSON");
    }
  }

  /** The text with a question mark for each half of a character, which UTF-8 cannot carry. */
  static String wellFormed(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }
}
