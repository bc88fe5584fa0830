package dev.mayfly.local.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mayfly.service.inquiry.Inquiry;
import dev.mayfly.service.inquiry.Reference;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.explanation.Explanation;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One explanation, from the question to its text. */
public final class Explaining {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Explaining() {}

  /**
   * @param address of Temporal; empty: what {@code TEMPORAL_*} say.
   */
  static Explanation of(
      Reference asked, Optional<String> address, Map<String, String> environment) {
    return ask(
        address, environment, temporal -> Explanation.of(new Inquiry(temporal).facts(asked)));
  }

  /** Returns the answer of one connection to Temporal. */
  public static <T> T ask(
      Optional<String> address,
      Map<String, String> environment,
      Function<TemporalConnection, T> question) {
    TemporalConnection temporal =
        new TemporalConnection(
            new TemporalSettings(address.orElse(null), null, null, null, null),
            environment,
            PATIENCE);
    try {
      return question.apply(temporal);
    } finally {
      temporal.service().shutdownNow();
    }
  }

  static String text(Explanation explanation, Instant now) {
    return String.join("\n", explanation.text(now));
  }

  public static String json(Object answer) {
    try {
      return JacksonJsonPayloadConverter.newDefaultObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
