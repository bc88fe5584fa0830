package dev.mayfly.acceptance.crash;

import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.local.Mayfly;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalTemporal;
import dev.mayfly.local.stack.Namespace;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.Processes;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Mayfly and the outside world, each a process of the system: started, killed and started again.
 * Whatever ends this process in good order ends them all.
 */
final class ProcessStack implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(5);
  private static final int STOP_SECONDS = 20;

  private final Path directory;
  private final Path temporal;
  private final TcpProxy wire;
  private final Endpoints ports;
  private final Gates gates;
  private final StandInApi world;
  private final Map<ProcessKind, List<String>> commands = new EnumMap<>(ProcessKind.class);
  private final Map<ProcessKind, Process> processes = new EnumMap<>(ProcessKind.class);
  private boolean ended;
  private final Thread hook = new Thread(this::end, "crash-matrix-shutdown");

  /**
   * Prepares it; nothing runs yet.
   *
   * @param directory for configuration, logs and Temporal's database.
   * @param temporal the {@code temporal} binary.
   */
  ProcessStack(Path directory, Path temporal, Collection<Scenario> cells) throws IOException {
    this.directory = directory;
    this.temporal = temporal;
    List<Integer> free = freePorts(7);
    this.wire = new TcpProxy(free.get(2));
    this.ports =
        new Endpoints(
            free.get(0),
            free.get(1),
            free.get(2),
            free.get(3),
            wire.port(),
            free.get(4),
            free.get(5),
            free.get(6));
    this.gates = new Gates(directory.resolve("gates"));
    this.world = new StandInApi(ports);
    MatrixConfiguration.write(directory, ports, cells);
    writeCommands(cells);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static List<Integer> freePorts(int count) {
    TreeSet<Integer> free = new TreeSet<>();
    while (free.size() < count) {
      free.add(Ports.free());
    }
    return List.copyOf(free);
  }

  private void writeCommands(Collection<Scenario> cells) throws IOException {
    commands.put(
        ProcessKind.GITHUB,
        java(
            Mayfly.class,
            "stand-in",
            "github",
            "--port",
            String.valueOf(ports.github()),
            "--webhook",
            "http://127.0.0.1:" + ports.gateway() + "/webhooks/github"));
    List<String> batch =
        new ArrayList<>(
            java(
                Mayfly.class,
                "stand-in",
                "batch",
                "--port",
                String.valueOf(ports.batch()),
                "--nodes",
                "16"));
    for (String pool : new TreeSet<>(cells.stream().map(Scenario::pool).toList())) {
      batch.addAll(
          List.of("--image", "local/" + pool + "=" + gates.image(pool, RunnerCommand.words())));
    }
    commands.put(ProcessKind.BATCH, batch);
    commands.put(
        ProcessKind.TEMPORAL,
        LocalTemporal.command(temporal, directory, ports.temporal(), ports.temporalUi()));
    commands.put(
        ProcessKind.GATEWAY,
        java(GatewayApplication.class, directory.resolve("gateway.yml").toString()));
    commands.put(
        ProcessKind.WORKER,
        java(WorkerApplication.class, directory.resolve("worker.yml").toString()));
  }

  private static List<String> java(Class<?> main, String... arguments) {
    return Stream.concat(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()),
            Stream.of(arguments))
        .toList();
  }

  /** Starts these, Temporal first, and returns once all are healthy. */
  void start(List<ProcessKind> parts) throws IOException, InterruptedException {
    if (parts.contains(ProcessKind.TEMPORAL)) {
      launch(ProcessKind.TEMPORAL);
      Namespace.prepare("127.0.0.1:" + ports.temporal(), Map.of(), START, () -> true);
    }
    List<ProcessKind> others = parts.stream().filter(part -> part != ProcessKind.TEMPORAL).toList();
    for (ProcessKind part : others) {
      launch(part);
    }
    for (ProcessKind part : others) {
      Eventually.until(part + " is ready", START, () -> isReady(part));
    }
  }

  private synchronized void launch(ProcessKind part) throws IOException {
    if (ended) {
      throw new IllegalStateException("not started any more: " + part);
    }
    ProcessBuilder builder =
        new ProcessBuilder(commands.getOrDefault(part, List.of()))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(part.logFile()).toFile()));
    // The files say where Temporal is; nobody else's server may be met by accident.
    builder.environment().keySet().removeIf(name -> name.startsWith("TEMPORAL_"));
    processes.put(part, builder.start());
  }

  private synchronized boolean isReady(ProcessKind part) {
    Process process = processes.get(part);
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException(part + " has ended: " + log(part));
    }
    return switch (part) {
      case GITHUB -> StandInApi.answers(world.github().resolve("/_jobs"));
      case BATCH -> StandInApi.answers(world.batch().resolve("/_holds"));
      case TEMPORAL -> true;
      case GATEWAY -> StandInApi.answers(health(ports.gatewayAdmin()));
      case WORKER -> StandInApi.answers(health(ports.workerAdmin()));
    };
  }

  private static URI health(int port) {
    return URI.create("http://127.0.0.1:" + port + "/healthcheck");
  }

  /** SIGKILL to these at once; returns when they are gone. */
  synchronized void kill(List<ProcessKind> parts) throws InterruptedException {
    List<Process> victims = parts.stream().map(processes::get).toList();
    victims.forEach(Process::destroyForcibly);
    for (Process victim : victims) {
      victim.waitFor();
    }
  }

  /** The containers that still run. */
  synchronized List<ProcessHandle> containers() {
    Process batch = processes.get(ProcessKind.BATCH);
    return batch == null
        ? List.of()
        : batch.descendants().filter(process -> !Processes.isGone(process)).toList();
  }

  /** A client of its own, to look at lives with. */
  LifeQueries lives() {
    return new LifeQueries("127.0.0.1:" + ports.temporal());
  }

  TcpProxy wire() {
    return wire;
  }

  Gates gates() {
    return gates;
  }

  StandInApi world() {
    return world;
  }

  String log(ProcessKind part) {
    try {
      return Files.readString(directory.resolve(part.logFile()));
    } catch (IOException e) {
      return "(no output)";
    }
  }

  @Override
  public void close() throws IOException {
    end();
    wire.close();
    world.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException goingDown) {
      // Then the hook runs, and finds nothing to do.
    }
  }

  /** Ends every process, the last first, and what it has started. */
  private synchronized void end() {
    ended = true;
    List<Process> running = new ArrayList<>(processes.values());
    Collections.reverse(running);
    for (Process process : running) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroy();
      try {
        process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
    processes.clear();
  }
}
