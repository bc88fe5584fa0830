package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeTimes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A repository in which jobs can be queued.
 *
 * @param name {@code owner/name}.
 * @param pushedAt absent where nothing ever was, or the forge does not say.
 */
public record ListedRepository(String name, @Nullable Instant pushedAt) {

  static ListedRepository read(JsonNode repository) {
    return new ListedRepository(
        repository.path("full_name").asText(), ForgeTimes.read(repository.path("pushed_at")));
  }
}
