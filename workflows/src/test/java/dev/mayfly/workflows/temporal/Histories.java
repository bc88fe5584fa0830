package dev.mayfly.workflows.temporal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Histories of lives, pools and sweeps as earlier releases made them. {@code
 * -Dmayfly.record=DIRECTORY} writes new ones.
 */
public final class Histories {

  /** The tag of a test whose history is worth keeping. */
  public static final String RECORDED = "recorded";

  private static final String SUFFIX = ".json.gz";

  private Histories() {}

  static List<Path> all() {
    try (Stream<Path> files = Files.list(directory())) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static WorkflowExecutionHistory read(Path file) {
    try (InputStream json = new GZIPInputStream(Files.newInputStream(file))) {
      return WorkflowExecutionHistory.fromJson(new String(json.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory() {
    try {
      URI resource = Histories.class.getResource("/histories").toURI();
      return Path.of(resource);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void record(String name, String workflowId, List<HistoryEvent> events) {
    String directory = System.getProperty("mayfly.record");
    if (directory == null) {
      return;
    }
    History history = History.newBuilder().addAllEvents(events).build();
    String json =
        new WorkflowExecutionHistory(history, workflowId)
            .toJson(false)
            // Whose machine it was is nobody's business.
            .replaceAll("\"identity\":\\s*\"[^\"]*\"", "\"identity\":\"worker\"");
    Path file = Path.of(directory, name + SUFFIX);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(json.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
