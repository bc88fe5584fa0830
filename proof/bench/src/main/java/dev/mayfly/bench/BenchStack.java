package dev.mayfly.bench;

import dev.mayfly.bench.stack.BenchFiles;
import dev.mayfly.bench.stack.BenchPorts;
import dev.mayfly.bench.stack.IdleRunners;
import dev.mayfly.bench.stack.MeasuredTemporal;
import dev.mayfly.bench.stack.ServiceProcess;
import dev.mayfly.local.stack.Started;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.StandInSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Temporal, the gateway and one worker as processes; stand-ins and runners in this one. Closing it
 * ends them all, the last first.
 */
final class BenchStack implements AutoCloseable {

  private static final int TASKS_PER_NODE = 100;

  private final Started started = new Started();
  private final MeasuredTemporal temporal;
  private final BatchStandIn batch;
  private final GitHubStandIn github;
  private final IdleRunners runners;
  private final ServiceProcess gateway;
  private final ServiceProcess worker;

  /**
   * @param lives how many there will be at most.
   * @param heapMegabytes {@code -Xmx} of gateway and worker.
   */
  BenchStack(Path binary, Path directory, int lives, int heapMegabytes) throws Exception {
    try {
      temporal = open(MeasuredTemporal.inMemory(binary, directory));
      batch = open(batch(lives));
      BenchPorts ports = BenchPorts.free(batch.url());
      BenchFiles files = BenchFiles.write(directory, temporal.address(), ports, List.of(), "", 0);
      gateway = open(files.startGateway(ports, heapMegabytes, directory));
      github = open(github(ports.github(), ports.gateway()));
      runners = open(new IdleRunners(batch, github.webUrl()));
      runners.start();
      worker = open(files.startWorker(ports, heapMegabytes, directory));
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private static BatchStandIn batch(int lives) {
    return BatchStandIn.start(
        0,
        BatchStandInCommand.DEFAULT_ACCOUNT,
        BatchStandInCommand.DEFAULT_KEY,
        Map.of(BenchFiles.IMAGE, List.of()),
        new BatchStandIn.Settings(
            Set.of(),
            lives / TASKS_PER_NODE + 1,
            TASKS_PER_NODE,
            Duration.ofMillis(200),
            Duration.ofMillis(500)));
  }

  private static GitHubStandIn github(int port, int gatewayPort) {
    return GitHubStandIn.start(
        StandInSettings.DEFAULT
            .withPort(port)
            .withWebhook(
                URI.create("http://127.0.0.1:" + gatewayPort + "/webhooks/github"),
                StandInSettings.DEFAULT.secret())
            .withPatience(IdleRunners.PATIENCE));
  }

  private <T extends AutoCloseable> T open(T part) {
    return started.add(part);
  }

  /** Queues so many jobs at once; their webhooks are under way. */
  void queue(int jobs) {
    String numbers =
        IntStream.rangeClosed(1, jobs).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String workflow =
        """
        jobs:
          idle:
            runs-on: %s
            strategy: {matrix: {n: [%s]}}
            steps: [{run: 'true'}]
        """
            .formatted(BenchFiles.LABELS, numbers);
    long unused = github.queue(workflow, github.defaultRepository());
  }

  MeasuredTemporal temporal() {
    return temporal;
  }

  BatchStandIn batch() {
    return batch;
  }

  GitHubStandIn github() {
    return github;
  }

  ServiceProcess gateway() {
    return gateway;
  }

  ServiceProcess worker() {
    return worker;
  }

  /** Returns how many runners are online. */
  int online() {
    return runners.count();
  }

  /**
   * @throws IllegalStateException when a part of it has failed.
   */
  void check() {
    temporal.process().check();
    gateway.process().check();
    worker.process().check();
    runners.check();
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
