package dev.mayfly.acceptance.crash;

import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.local.Mayfly;
import dev.mayfly.local.stack.Lives;
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
  private final Wire wire;
  private final Endpoints ports;
  private final Gates gates;
  private final World world;
  private final Map<Part, List<String>> commands = new EnumMap<>(Part.class);
  private final Map<Part, Process> processes = new EnumMap<>(Part.class);
  private boolean ended;
  private final Thread hook = new Thread(this::end, "crash-matrix-shutdown");

  /**
   * Prepares it; nothing runs yet.
   *
   * @param directory for configuration, logs and Temporal's database.
   * @param temporal the {@code temporal} binary.
   */
  ProcessStack(Path directory, Path temporal, Collection<Cell> cells) throws IOException {
    this.directory = directory;
    this.temporal = temporal;
    List<Integer> free = freePorts(7);
    this.wire = new Wire(free.get(2));
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
    this.world = new World(ports);
    Configuration.write(directory, ports, cells);
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

  private void writeCommands(Collection<Cell> cells) throws IOException {
    commands.put(
        Part.GITHUB,
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
    for (String pool : new TreeSet<>(cells.stream().map(Cell::pool).toList())) {
      batch.addAll(
          List.of("--image", "local/" + pool + "=" + gates.image(pool, RunnerCommand.words())));
    }
    commands.put(Part.BATCH, batch);
    commands.put(
        Part.TEMPORAL,
        LocalTemporal.command(temporal, directory, ports.temporal(), ports.temporalUi()));
    commands.put(
        Part.GATEWAY, java(GatewayApplication.class, directory.resolve("gateway.yml").toString()));
    commands.put(
        Part.WORKER, java(WorkerApplication.class, directory.resolve("worker.yml").toString()));
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
  void start(List<Part> parts) throws IOException, InterruptedException {
    if (parts.contains(Part.TEMPORAL)) {
      launch(Part.TEMPORAL);
      Namespace.prepare("127.0.0.1:" + ports.temporal(), Map.of(), START, () -> true);
    }
    List<Part> others = parts.stream().filter(part -> part != Part.TEMPORAL).toList();
    for (Part part : others) {
      launch(part);
    }
    for (Part part : others) {
      Eventually.until(part + " is ready", START, () -> isReady(part));
    }
  }

  private synchronized void launch(Part part) throws IOException {
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

  private synchronized boolean isReady(Part part) {
    Process process = processes.get(part);
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException(part + " has ended: " + log(part));
    }
    return switch (part) {
      case GITHUB -> World.answers(world.github().resolve("/_jobs"));
      case BATCH -> World.answers(world.batch().resolve("/_holds"));
      case TEMPORAL -> true;
      case GATEWAY -> World.answers(health(ports.gatewayAdmin()));
      case WORKER -> World.answers(health(ports.workerAdmin()));
    };
  }

  private static URI health(int port) {
    return URI.create("http://127.0.0.1:" + port + "/healthcheck");
  }

  /** SIGKILL to these at once; returns when they are gone. */
  synchronized void kill(List<Part> parts) throws InterruptedException {
    List<Process> victims = parts.stream().map(processes::get).toList();
    victims.forEach(Process::destroyForcibly);
    for (Process victim : victims) {
      victim.waitFor();
    }
  }

  /** The containers that still run. */
  synchronized List<ProcessHandle> containers() {
    Process batch = processes.get(Part.BATCH);
    return batch == null
        ? List.of()
        : batch.descendants().filter(process -> !Processes.isGone(process)).toList();
  }

  /** A client of its own, to look at lives with. */
  Lives lives() {
    return new Lives("127.0.0.1:" + ports.temporal());
  }

  Wire wire() {
    return wire;
  }

  Gates gates() {
    return gates;
  }

  World world() {
    return world;
  }

  String log(Part part) {
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
