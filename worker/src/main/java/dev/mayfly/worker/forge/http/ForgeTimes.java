package dev.mayfly.worker.forge.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The times in a forge's answers. */
public final class ForgeTimes {

  private ForgeTimes() {}

  /** Absent where there is none; some forges write 1970, or the year one, for "not yet". */
  static @Nullable public Instant read(JsonNode node) {
    try {
      Instant read = node.isTextual() ? OffsetDateTime.parse(node.asText()).toInstant() : null;
      return read == null || !read.isAfter(Instant.EPOCH) ? null : read;
    } catch (DateTimeException unreadable) {
      return null;
    }
  }
}
