package dev.mayfly.acceptance.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the system whose output goes to a file; closing it ends it. */
public record Child(Process process) implements AutoCloseable {

  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final int PATIENCE_SECONDS = 40;

  /**
   * @param environment besides our own, of which what points to another Temporal is left out.
   * @param output is appended to.
   */
  public static Child start(List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("TEMPORAL_"));
    builder.environment().putAll(environment);
    return new Child(builder.start());
  }

  /** The command of a class of this class path. */
  public static List<String> java(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(JAVA, "-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(SharedClasses.options(main));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its own end. */
  public void await() throws InterruptedException {
    process.waitFor();
  }

  /** SIGTERM, and SIGKILL to what does not go. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
