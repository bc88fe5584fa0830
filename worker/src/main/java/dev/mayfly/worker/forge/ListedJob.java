package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeTimes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A job as a list of the forge's shows it.
 *
 * @param repository {@code owner/name}.
 * @param queued whether it waits for a runner: not for an approval, and no runner has it.
 * @param createdAt absent where the forge does not say.
 */
public record ListedJob(
    String repository,
    long id,
    long runId,
    String name,
    @Nullable String workflow,
    @Nullable String url,
    List<String> labels,
    boolean queued,
    @Nullable Instant createdAt) {

  private static final Pattern REPOSITORY = Pattern.compile("/repos/([^/]+/[^/]+)/actions/");

  public ListedJob {
    labels = List.copyOf(labels);
  }

  static ListedJob read(String repository, JsonNode job) {
    return new ListedJob(
        repository,
        job.path("id").asLong(),
        job.path("run_id").asLong(),
        job.path("name").asText(),
        textOrNull(job.path("workflow_name")),
        textOrNull(job.path("html_url")),
        StreamSupport.stream(job.path("labels").spliterator(), false)
            .map(JsonNode::asText)
            .toList(),
        job.path("status").asText().equals("queued") && job.path("id").asLong() > 0,
        ForgeTimes.read(job.path("created_at")));
  }

  /** Reads a job from a list of many repositories'; only its addresses say which one it is of. */
  static Optional<ListedJob> read(JsonNode job) {
    return Stream.of("url", "run_url")
        .map(field -> REPOSITORY.matcher(job.path(field).asText()))
        .filter(Matcher::find)
        .map(address -> read(address.group(1), job))
        .findFirst();
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() && !node.asText().isEmpty() ? node.asText() : null;
  }
}
