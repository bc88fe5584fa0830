package dev.mayfly.local.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.State;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One explanation, from the question to its text. */
final class Explaining {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Explaining() {}

  /**
   * @param address of Temporal; absent: what {@code TEMPORAL_*} say.
   */
  static Explanation of(
      Reference asked, @Nullable String address, Map<String, String> environment) {
    TemporalConnection temporal =
        new TemporalConnection(
            new TemporalSettings(address, null, null, null, null), environment, PATIENCE);
    try {
      return Explanation.of(new Inquiry(temporal).facts(asked));
    } finally {
      temporal.service().shutdownNow();
    }
  }

  static String text(Explanation explanation, Instant now) {
    return String.join("\n", explanation.text(now));
  }

  static String json(Explanation explanation) {
    try {
      return JacksonJsonPayloadConverter.newDefaultObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(explanation);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** 0: it goes its way; 1: it does not, or not without help; 3: not seen; 4: nobody to ask. */
  static int exitCode(State state) {
    return switch (state) {
      case HELD, WAITING, RUNNING, CLEANING_UP, DONE, NOT_NEEDED, CANCELLED -> 0;
      case NOT_SERVED, STUCK, GIVEN_UP -> 1;
      case NOT_SEEN -> 3;
      case UNREACHABLE -> 4;
    };
  }
}
