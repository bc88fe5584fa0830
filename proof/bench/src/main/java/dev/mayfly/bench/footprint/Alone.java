package dev.mayfly.bench.footprint;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.BenchFiles;
import dev.mayfly.bench.stack.BenchPorts;
import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.MeasuredTemporal;
import dev.mayfly.bench.stack.ServiceProcess;
import dev.mayfly.local.stack.ChildProcess;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.local.stack.Root;
import dev.mayfly.local.stack.ServiceFiles;
import dev.mayfly.local.stack.Started;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.StandInSettings;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One service as {@code ./mayfly} starts it, beside a Temporal and stand-ins that nobody else uses.
 */
record Alone(ServiceProcess service, Duration untilFirst, Started parts) implements AutoCloseable {

  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Duration SWEEP = Duration.ofMinutes(10);
  private static final int PAUSE_MILLIS = 25;
  // Temporal is at rest with a twentieth of a core: a guess, more than it takes when idle.
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration REST = Duration.ofMillis(50);

  /** Something that a service does first. */
  private interface Sign {
    boolean isThere() throws Exception;
  }

  /** Starts all of it; returns once the service has answered, or polled. */
  static Alone start(Kind kind, Path binary, Path directory) throws Exception {
    Started parts = new Started();
    try {
      MeasuredTemporal temporal = parts.add(MeasuredTemporal.inMemory(binary, directory));
      BatchStandIn batch = parts.add(batch());
      BenchPorts ports = BenchPorts.free(batch.url());
      parts.add(GitHubStandIn.start(StandInSettings.DEFAULT.withPort(ports.github())));
      BenchFiles.write(directory, temporal.address(), ports, List.of(), "", 0);
      writeServe(directory, temporal, ports);
      ChildProcess process = parts.add(process(kind, directory));
      TemporalConnection asked = temporal.connect();
      parts.add((AutoCloseable) asked::stop);
      WebhookGenerator webhooks = new WebhookGenerator(ports.gateway());
      awaitRest(temporal.process());
      Duration first =
          time(
              process,
              kind == Kind.WORKER ? () -> isPolled(asked) : () -> answers(ports, webhooks));
      int admin = kind == Kind.WORKER ? ports.workerAdmin() : ports.gatewayAdmin();
      return new Alone(new ServiceProcess("http://127.0.0.1:" + admin, process), first, parts);
    } catch (Exception e) {
      parts.close();
      throw e;
    }
  }

  /** Its own start goes on after its first answer, with most of a core. */
  private static void awaitRest(ChildProcess temporal) throws IOException, InterruptedException {
    BenchProgress.until(
        "Temporal is at rest", SOON, () -> temporal.cpuWithin(LOOK).compareTo(REST) <= 0);
  }

  private static BatchStandIn batch() {
    return BatchStandIn.start(
        0,
        BatchStandInCommand.DEFAULT_ACCOUNT,
        BatchStandInCommand.DEFAULT_KEY,
        Map.of(BenchFiles.IMAGE, List.of()),
        BatchStandIn.Settings.DEFAULT);
  }

  private static void writeServe(Path directory, MeasuredTemporal temporal, BenchPorts ports)
      throws IOException {
    Files.writeString(
        directory.resolve("serve.yml"),
        ServiceFiles.serve(
                "github",
                "{file: github-token}",
                ports.batch(),
                SWEEP,
                ports.gateway(),
                ports.gatewayAdmin())
            + "console: {port: %d}\n".formatted(Ports.free())
            + ServiceFiles.temporal(temporal.address(), "mayfly")
            + ServiceFiles.log(directory, "INFO"));
  }

  private static ChildProcess process(Kind kind, Path directory) {
    return new ChildProcess(
        kind.toString(),
        List.of(
            Root.find().resolve("mayfly").toString(),
            kind.toString(),
            directory.resolve(kind + ".yml").toString()),
        directory.resolve(kind + ".out"));
  }

  private static Duration time(ChildProcess process, Sign first) throws Exception {
    boolean unused = first.isThere(); // What asks is loaded then.
    long began = System.nanoTime();
    process.start();
    while (!first.isThere()) {
      process.check();
      if (System.nanoTime() - began > SOON.toNanos()) {
        throw new IllegalStateException("did not start: " + process.output());
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static boolean answers(BenchPorts ports, WebhookGenerator webhooks) throws Exception {
    ArrivalPace once = new ArrivalPace(1, -1, 1, SOON);
    return Load.run(ports.gateway(), once, webhooks::ping).statuses().keySet().stream()
        .allMatch(status -> status / 100 == 2);
  }

  private static boolean isPolled(TemporalConnection temporal) {
    return temporal
            .service()
            .blockingStub()
            .describeTaskQueue(
                DescribeTaskQueueRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setTaskQueue(TaskQueue.newBuilder().setName("mayfly"))
                    .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                    .build())
            .getPollersCount()
        > 0;
  }

  @Override
  public void close() throws IOException {
    parts.close();
  }
}
