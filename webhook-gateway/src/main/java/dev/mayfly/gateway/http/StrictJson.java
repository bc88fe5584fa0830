package dev.mayfly.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * JSON that can be read in one way only: one value, no key twice of those that are read, no deeper
 * than events are.
 */
public final class StrictJson {

  // A recorded payload is 4 levels deep.
  private static final int DEEPEST = 64;
  // Recorded payloads have 731 names, values and brackets at most. A tree takes many times the
  // bytes of the smallest ones.
  private static final int MOST_TOKENS = 100_000;

  /**
   * Buffers for as many as read or write at once. By default each thread would keep some, and each
   * connection may have a thread that waits.
   */
  static final RecyclerPool<BufferRecycler> BUFFERS = JsonRecyclerPools.sharedConcurrentDequePool();

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .recyclerPool(BUFFERS)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxTokenCount(MOST_TOKENS)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private StrictJson() {}

  /**
   * @param wanted is kept; the rest is read over, and need only be JSON.
   * @throws MalformedDeliveryException when it is no JSON, or not of this kind.
   */
  public static JsonNode read(byte[] body, WantedFields wanted) {
    try (JsonParser parser = JSON.createParser(body)) {
      parser.nextToken();
      JsonNode tree = value(parser, wanted);
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

  private static JsonNode value(JsonParser parser, WantedFields wanted) throws IOException {
    return parser.hasToken(JsonToken.START_OBJECT) && !wanted.isAll()
        ? fields(parser, wanted)
        : requireNonNullElse(JSON.<JsonNode>readTree(parser), MissingNode.getInstance());
  }

  private static JsonNode fields(JsonParser parser, WantedFields wanted) throws IOException {
    ObjectNode object = JSON.createObjectNode();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      WantedFields of = wanted.of(name);
      if (of == null) {
        parser.skipChildren();
      } else if (object.replace(name, value(parser, of)) != null) {
        throw new MalformedDeliveryException("the body has the field " + name + " twice");
      }
    }
    return object;
  }

  /** The text with a question mark for each half of a character, which UTF-8 cannot carry. */
  public static String wellFormed(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }
}
