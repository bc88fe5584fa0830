package dev.mayfly.local;

import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.local.batch.BatchStandIn;
import dev.mayfly.local.batch.BatchStandInCommand;
import dev.mayfly.local.github.GitHubStandIn;
import dev.mayfly.local.github.StandInSettings;
import dev.mayfly.local.github.StandInSettings.Patience;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All of Mayfly on loopback, in this process: Temporal, stand-ins for GitHub and Batch, the real
 * gateway and the real worker, talking to each other over HTTP. Closing it ends everything it
 * started, the last first.
 */
public final class LocalStack implements AutoCloseable {

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final LocalConfiguration files;
  private final LocalTemporal temporal;
  private final GitHubStandIn github;
  private final BatchStandIn batch;
  private @Nullable WorkerApplication worker;

  private LocalStack(
      Path directory, List<String> organizations, BatchStandIn.Settings batchSettings)
      throws Exception {
    try {
      temporal = open(LocalTemporal.start(System.getenv(), directory));
      batch =
          open(
              BatchStandIn.start(
                  0,
                  BatchStandInCommand.DEFAULT_ACCOUNT,
                  BatchStandInCommand.DEFAULT_KEY,
                  LocalConfiguration.images(RunnerCommand.words()),
                  batchSettings));
      files =
          LocalConfiguration.write(directory, organizations, temporal, batch.url(), Ports.free());
      GatewayApplication gateway = new GatewayApplication();
      gateway.start(files.gateway().toString());
      open(gateway::stop);
      URI webhook = URI.create("http://127.0.0.1:" + gateway.port() + "/webhooks/github");
      github =
          open(
              GitHubStandIn.start(
                  StandInSettings.DEFAULT
                      .withPort(files.githubPort())
                      .withWebhook(webhook, LocalConfiguration.WEBHOOK_SECRET)
                      .withPatience(Patience.SHORT)));
      startWorker();
      open(this::stopWorker);
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /**
   * Starts everything.
   *
   * @param directory for configuration, logs and Temporal's database.
   * @param organizations whose jobs are served.
   */
  public static LocalStack start(
      Path directory, List<String> organizations, BatchStandIn.Settings batch) throws Exception {
    return new LocalStack(directory, organizations, batch);
  }

  private <T extends AutoCloseable> T open(T part) {
    started.push(part);
    return part;
  }

  /** Starts a worker; the demo has one, a test may stop it and start another. */
  public void startWorker() throws Exception {
    worker = new WorkerApplication();
    worker.start(files.worker().toString());
  }

  public void stopWorker() throws Exception {
    if (worker != null) {
      worker.stop();
      worker = null;
    }
  }

  public GitHubStandIn github() {
    return github;
  }

  public BatchStandIn batch() {
    return batch;
  }

  public LocalTemporal temporal() {
    return temporal;
  }

  /** A client of its own, to look at lives with. */
  public Lives lives() {
    return open(new Lives(temporal.address()));
  }

  /** What has not been cleaned up; empty when nothing is left. */
  public List<String> leftovers() {
    return Map.of(
            "registration", github.runners().size(),
            "Batch task", batch.tasks().size(),
            "process", batch.runningProcesses().size())
        .entrySet()
        .stream()
        .filter(left -> left.getValue() > 0)
        .map(left -> left.getValue() + " " + left.getKey() + "(s)")
        .sorted()
        .toList();
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        failure = new IOException("not everything was stopped", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
