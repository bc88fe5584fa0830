package dev.mayfly.bench.stack;

import dev.mayfly.local.stack.Started;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.StandInSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Temporal on disk, the gateway and, once it is started, a worker, each a process; stand-ins that
 * answer at once in this one. Nobody but the benchmark sends webhooks. Closing it ends them all.
 */
public final class Installation implements AutoCloseable {

  private static final int HEAP_MEGABYTES = 512;
  private static final int NODES = 64;
  private static final int TASKS_PER_NODE = 100;

  private final Path directory;
  private final Started started = new Started();
  private final MeasuredTemporal temporal;
  private final BatchStandIn batch;
  private final GitHubStandIn github;
  private final BenchPorts ports;
  private final BenchFiles files;
  private final ServiceProcess gateway;
  private @Nullable ServiceProcess worker;

  /**
   * Starts everything but a worker.
   *
   * @param binary Temporal's.
   */
  public Installation(Path binary, Path directory) throws Exception {
    this(binary, directory, List.of());
  }

  /**
   * Starts everything but a worker.
   *
   * @param binary Temporal's.
   * @param recent those {@link RecentTimers} of gateway and worker.
   */
  public Installation(Path binary, Path directory, List<String> recent) throws Exception {
    this(binary, directory, recent, "", 0);
  }

  /**
   * The same with a gateway that has so many places for requests in hand.
   *
   * @param binary Temporal's.
   */
  public static Installation withPlaces(Path binary, Path directory, int places) throws Exception {
    return new Installation(
        binary, directory, List.of(), "intake: {inFlight: " + places + "}\n", 0);
  }

  /**
   * The same with so many further forges, each with a pool.
   *
   * @param binary Temporal's.
   */
  public static Installation withMore(Path binary, Path directory, int more) throws Exception {
    return new Installation(binary, directory, List.of(), "", more);
  }

  private Installation(
      Path binary, Path directory, List<String> recent, String gatewayLines, int more)
      throws Exception {
    this.directory = directory;
    try {
      temporal = open(MeasuredTemporal.onDisk(binary, directory));
      batch = open(startBatch());
      ports = BenchPorts.free(batch.url());
      github =
          open(
              GitHubStandIn.start(
                  StandInSettings.DEFAULT
                      .withPort(ports.github())
                      .withPatience(IdleRunners.PATIENCE)));
      files = BenchFiles.write(directory, temporal.address(), ports, recent, gatewayLines, more);
      gateway = open(files.startGateway(ports, HEAP_MEGABYTES, directory));
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private static BatchStandIn startBatch() {
    return BatchStandIn.start(
        0,
        BatchStandInCommand.DEFAULT_ACCOUNT,
        BatchStandInCommand.DEFAULT_KEY,
        Map.of(BenchFiles.IMAGE, List.of()),
        new BatchStandIn.Settings(
            Set.of(), NODES, TASKS_PER_NODE, Duration.ofMillis(100), Duration.ofMillis(500)));
  }

  private <T extends AutoCloseable> T open(T part) {
    return started.add(part);
  }

  /** Starts the worker; returns once it is healthy. */
  public ServiceProcess startWorker() throws IOException, InterruptedException {
    ServiceProcess begun = open(files.startWorker(ports, HEAP_MEGABYTES, directory));
    worker = begun;
    return begun;
  }

  /** Starts a worker beside the first; returns once it is healthy. */
  public void startSecondWorker() throws IOException, InterruptedException {
    open(files.startSecondWorker(ports, HEAP_MEGABYTES, directory));
  }

  /** Starts a second gateway, which makes a call for each event. */
  public void startDirectGateway() throws IOException, InterruptedException {
    open(files.startDirect(ports, HEAP_MEGABYTES, directory));
  }

  /** Returns where the second gateway takes webhooks. */
  public int direct() {
    return ports.direct();
  }

  /** The worker, once it has been started. */
  public ServiceProcess worker() {
    if (worker == null) {
      throw new IllegalStateException("no worker has been started");
    }
    return worker;
  }

  public MeasuredTemporal temporal() {
    return temporal;
  }

  /** Returns how large Temporal's database is. */
  public long databaseBytes() throws IOException {
    return SqliteSize.of(directory.resolve("temporal.db"));
  }

  public BatchStandIn batch() {
    return batch;
  }

  public GitHubStandIn github() {
    return github;
  }

  public ServiceProcess gateway() {
    return gateway;
  }

  /** Where it takes webhooks. */
  public int port() {
    return ports.gateway();
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
