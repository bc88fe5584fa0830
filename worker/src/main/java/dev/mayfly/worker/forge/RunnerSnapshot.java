package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A registration as one answer of the forge showed it.
 *
 * @param online registered and connected; a registration alone is listed as offline.
 * @param version of its program; absent where the forge does not tell, or the runner has not.
 */
public record RunnerSnapshot(
    long id,
    String name,
    boolean online,
    boolean busy,
    List<String> labels,
    @Nullable String version) {

  public RunnerSnapshot {
    labels = List.copyOf(labels);
  }

  /** One of no known version. */
  public RunnerSnapshot(long id, String name, boolean online, boolean busy, List<String> labels) {
    this(id, name, online, busy, labels, null);
  }

  static RunnerSnapshot read(JsonNode runner) {
    return new RunnerSnapshot(
        runner.path("id").asLong(),
        runner.path("name").asText(),
        runner.path("status").asText().equals("online"),
        runner.path("busy").asBoolean(),
        StreamSupport.stream(runner.path("labels").spliterator(), false)
            .map(label -> label.path("name").asText())
            .toList(),
        runner.path("version").textValue());
  }
}
