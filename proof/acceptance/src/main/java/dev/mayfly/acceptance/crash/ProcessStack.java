package dev.mayfly.acceptance.crash;

import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.local.Mayfly;
import dev.mayfly.local.RunnerImage;
import dev.mayfly.local.stack.ChildProcess;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.local.stack.Started;
import dev.mayfly.local.stack.TemporalServer;
import dev.mayfly.standin.node.EngineKind;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.Processes;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Mayfly and the outside world, each a process of the system: started, killed and started again.
 * Whatever ends this process in good order ends them all.
 */
final class ProcessStack implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(5);
  private static final int HEAP_MEGABYTES = 512;

  private final Path directory;
  private final EngineKind engine;
  private final Endpoints ports;
  private final Gates gates;
  private final TemporalServer temporal;
  private final Map<ProcessKind, ChildProcess> processes = new EnumMap<>(ProcessKind.class);
  private final Started started = new Started();
  private final StandInApi standIns;
  private final TcpProxy proxy;

  /**
   * Prepares it; nothing runs yet.
   *
   * @param directory for configuration, logs and Temporal's database.
   * @param binary Temporal's.
   * @param engine what runs the runners.
   */
  ProcessStack(Path directory, Path binary, Collection<Scenario> scenarios, EngineKind engine)
      throws IOException {
    this.directory = directory;
    this.engine = engine;
    int temporalPort = Ports.free();
    this.proxy = started.add(new TcpProxy(temporalPort));
    this.ports = Endpoints.free(temporalPort, proxy.port());
    this.standIns = started.add(new StandInApi(ports));
    this.gates = new Gates(directory.resolve("gates"));
    List<String> storage = new ArrayList<>(TemporalServer.onDisk(directory));
    storage.add("--headless");
    this.temporal = new TemporalServer(binary, directory, temporalPort, storage);
    MatrixConfiguration.write(directory, ports, scenarios);
    add(ProcessKind.GITHUB, Mayfly.class, gitHub());
    add(ProcessKind.BATCH, Mayfly.class, batch(scenarios));
    add(ProcessKind.TEMPORAL, temporal.process());
    add(ProcessKind.GATEWAY, GatewayApplication.class, List.of(file("gateway.yml")));
    add(ProcessKind.WORKER, WorkerApplication.class, List.of(file("worker.yml")));
    add(ProcessKind.SECOND_WORKER, WorkerApplication.class, List.of(file("second-worker.yml")));
  }

  private List<String> gitHub() {
    return List.of(
        "stand-in",
        "github",
        "--port",
        String.valueOf(ports.github()),
        "--webhook",
        "http://127.0.0.1:" + ports.gateway() + "/webhooks/github");
  }

  private List<String> batch(Collection<Scenario> scenarios) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("stand-in", "batch", "--port", String.valueOf(ports.batch()), "--nodes", "16"));
    boolean docker = engine == EngineKind.DOCKER;
    if (docker) {
      words.add("--engine=docker");
      words.add("--docker-option=" + EngineKind.ON_LOOPBACK);
      words.add("--docker-option=" + gates.mount());
    }
    List<String> runner = docker ? List.of(RunnerImage.ENTRYPOINT) : RunnerCommand.words();
    for (String pool : new TreeSet<>(scenarios.stream().map(Scenario::pool).toList())) {
      String image = (docker ? RunnerImage.NAME + " " : "") + gates.image(pool, runner);
      words.addAll(List.of("--image", "local/" + pool + "=" + image));
    }
    return words;
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void add(ProcessKind kind, Class<?> main, List<String> words) {
    List<String> command = ChildProcess.java(main, HEAP_MEGABYTES, words);
    add(kind, new ChildProcess(kind.toString(), command, directory.resolve(kind.logFile())));
  }

  private void add(ProcessKind kind, ChildProcess process) {
    processes.put(kind, started.add(process));
  }

  /** Starts these, Temporal first, and returns once all are healthy. */
  void start(List<ProcessKind> kinds) throws IOException, InterruptedException {
    if (kinds.contains(ProcessKind.TEMPORAL)) {
      temporal.start();
    }
    List<ProcessKind> others = kinds.stream().filter(kind -> kind != ProcessKind.TEMPORAL).toList();
    for (ProcessKind kind : others) {
      process(kind).start();
    }
    for (ProcessKind kind : others) {
      Eventually.until(kind + " is ready", START, () -> isReady(kind));
    }
  }

  private ChildProcess process(ProcessKind kind) {
    return Objects.requireNonNull(processes.get(kind));
  }

  private boolean isReady(ProcessKind kind) {
    process(kind).check();
    return switch (kind) {
      case GITHUB -> StandInApi.answers(standIns.github().resolve("/_jobs"));
      case BATCH -> StandInApi.answers(standIns.batch().resolve("/_holds"));
      case TEMPORAL -> true;
      case GATEWAY -> StandInApi.answers(health(ports.gatewayAdmin()));
      case WORKER -> StandInApi.answers(health(ports.workerAdmin()));
      case SECOND_WORKER -> StandInApi.answers(health(ports.secondWorkerAdmin()));
    };
  }

  private static URI health(int port) {
    return URI.create("http://127.0.0.1:" + port + "/healthcheck");
  }

  /** Sends SIGKILL to these at once; returns when they are gone. */
  void kill(List<ProcessKind> kinds) throws InterruptedException {
    ChildProcess.kill(kinds.stream().map(this::process).toList());
  }

  /** Stops the worker's process (SIGSTOP), as a machine that sleeps does. */
  void suspendTheWorker() throws IOException, InterruptedException {
    process(ProcessKind.WORKER).suspend();
  }

  void resumeTheWorker() throws IOException, InterruptedException {
    process(ProcessKind.WORKER).resume();
  }

  /** Returns the containers that still run. */
  List<ProcessHandle> containers() {
    return process(ProcessKind.BATCH)
        .descendants()
        .filter(process -> !Processes.isGone(process))
        .toList();
  }

  /** Returns a client of its own, to look at lives with. */
  LifeQueries lives() {
    return new LifeQueries(temporal.address());
  }

  /** Returns the proxy between gateway and Temporal. */
  TcpProxy proxy() {
    return proxy;
  }

  /** Returns where the outside world holds calls. */
  Gates gates() {
    return gates;
  }

  StandInApi standIns() {
    return standIns;
  }

  String log(ProcessKind kind) {
    return process(kind).output();
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
