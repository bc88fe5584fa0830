package dev.mayfly.local.stack;

import static java.util.Objects.requireNonNull;

import dev.mayfly.standin.server.ShutdownHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of the system: its output goes to a file, it can be killed and started again, and it
 * ends with this process.
 */
public final class ChildProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final List<String> command;
  private final Path log;
  private final Map<String, String> variables;
  private @Nullable Process process;
  private @Nullable ShutdownHook hook;
  private boolean closed;

  /**
   * Prepares it; nothing runs yet.
   *
   * @param log is appended to; its folder is the one that the process runs in.
   */
  public ChildProcess(String name, List<String> command, Path log) {
    this(name, command, log, Map.of());
  }

  /**
   * The same.
   *
   * @param variables that it has in its environment, where this process has no other value.
   */
  ChildProcess(String name, List<String> command, Path log, Map<String, String> variables) {
    this.name = name;
    this.command = List.copyOf(command);
    this.log = log;
    this.variables = Map.copyOf(variables);
  }

  /** Returns the command of a class of this class path, with the flags of every service. */
  public static List<String> java(Class<?> main, int heapMegabytes, List<String> arguments) {
    return Stream.of(
            Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            JvmFlags.words().stream(),
            Stream.of(
                "-Xmx" + heapMegabytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()),
            arguments.stream())
        .flatMap(words -> words)
        .toList();
  }

  /**
   * Starts it, for the first time or again.
   *
   * @throws IllegalStateException when this process is ending, or this was closed.
   */
  public synchronized void start() throws IOException {
    if (closed) {
      throw new IllegalStateException("not started any more: " + name);
    }
    if (hook == null) {
      hook = ShutdownHook.add(name + "-shutdown", this::end);
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(requireNonNull(log.toAbsolutePath().getParent()).toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Its files say where Temporal is: it must not meet another server by accident.
    builder.environment().keySet().removeIf(variable -> variable.startsWith("TEMPORAL_"));
    variables.forEach(builder.environment()::putIfAbsent);
    process = builder.start();
  }

  /** Kills it with SIGKILL, and starts it again at once. */
  public void killAndStart() throws IOException, InterruptedException {
    kill(List.of(this));
    start();
  }

  /** Sends SIGKILL to all of these at once; returns when they are gone. */
  public static void kill(List<ChildProcess> children) throws InterruptedException {
    List<Process> running = children.stream().map(ChildProcess::process).toList();
    running.forEach(Process::destroyForcibly);
    for (Process process : running) {
      process.waitFor();
    }
  }

  /** Stops it (SIGSTOP), so that it does nothing until {@link #resume}. */
  public void suspend() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Lets it go on (SIGCONT). */
  public void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String which) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", which, String.valueOf(process().pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill " + which + " of " + name + " failed with exit code " + code);
    }
  }

  private synchronized Process process() {
    if (process == null) {
      throw new IllegalStateException("not started yet: " + name);
    }
    return process;
  }

  public boolean isAlive() {
    return process().isAlive();
  }

  /**
   * Checks that it still runs.
   *
   * @throws IllegalStateException when it has ended, with what it wrote.
   */
  public void check() {
    if (!isAlive()) {
      throw new IllegalStateException(
          name + " ended with exit code " + process().exitValue() + ": " + output());
    }
  }

  /** Returns all that it has written. */
  public String output() {
    try {
      return Files.readString(log).strip();
    } catch (IOException e) {
      return "(no output)";
    }
  }

  /** Returns the processes that it has started. */
  public Stream<ProcessHandle> descendants() {
    return process().descendants();
  }

  /** Returns the processor time that it has used so far. */
  public Duration cpu() {
    return process().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Waits for as long as this, and returns the processor time that it took meanwhile. */
  public Duration cpuWithin(Duration window) throws InterruptedException {
    Duration before = cpu();
    Thread.sleep(window.toMillis());
    return cpu().minus(before);
  }

  /** Returns its resident memory; 0 where the system does not tell (other than Linux). */
  public long residentMegabytes() throws IOException {
    Path status = Path.of("/proc", String.valueOf(process().pid()), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  /** Ends it and what it has started, in good order where that takes less than 30 s. */
  @Override
  public void close() {
    end();
    if (hook != null) {
      hook.close();
    }
  }

  private synchronized void end() {
    closed = true;
    if (process == null) {
      return;
    }
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
