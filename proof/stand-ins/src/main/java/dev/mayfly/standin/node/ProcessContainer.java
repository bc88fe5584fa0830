package dev.mayfly.standin.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A container, played by a local process and everything it starts. Like a container it ends as a
 * whole: children that left the process's tree are found by the directory in their environment,
 * where the system shows it (Linux).
 */
final class ProcessContainer implements Container {

  private static final String MARK = "AZ_BATCH_TASK_DIR";
  private static final Path PROC = Path.of("/proc");

  private final Path directory;
  private final Process process;

  private ProcessContainer(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  /** Starts it with this environment and, of our own, nothing but PATH, HOME and JAVA_HOME. */
  static ProcessContainer start(List<String> command, ContainerOrder order) throws IOException {
    Path work = Files.createDirectories(order.workingDirectory());
    ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
    builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "JAVA_HOME"));
    builder.environment().putAll(order.environment());
    builder.environment().put(MARK, order.directory().toString());
    builder.environment().put("AZ_BATCH_TASK_WORKING_DIR", work.toString());
    builder.redirectOutput(order.stdout().toFile());
    builder.redirectError(order.stderr().toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    return new ProcessContainer(order.directory(), process);
  }

  @Override
  public CompletableFuture<Integer> ended() {
    return process
        .onExit()
        .thenCompose(gone -> killed(processes()))
        .thenApply(nothing -> process.exitValue());
  }

  /** SIGTERM to all of it, SIGKILL to what is left after the grace; done when nothing is left. */
  @Override
  public CompletableFuture<Void> kill(Duration grace) {
    Set<ProcessHandle> family = processes();
    family.forEach(ProcessHandle::destroy);
    return process
        .toHandle()
        .onExit()
        .orTimeout(grace.toMillis(), TimeUnit.MILLISECONDS)
        .handle((exited, late) -> family.addAll(processes()))
        .thenCompose(added -> killed(family));
  }

  private static CompletableFuture<Void> killed(Set<ProcessHandle> family) {
    family.forEach(ProcessHandle::destroyForcibly);
    // SIGKILL works at once; where nobody reaps orphans, their end is never seen.
    return CompletableFuture.allOf(
            family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, 200, TimeUnit.MILLISECONDS);
  }

  @Override
  public Set<ProcessHandle> processes() {
    Set<ProcessHandle> family = new LinkedHashSet<>();
    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(ProcessHandle::isAlive)
        .forEach(family::add);
    if (Files.isDirectory(PROC)) {
      ProcessHandle.allProcesses().filter(this::isMarked).forEach(family::add);
    }
    return family;
  }

  private boolean isMarked(ProcessHandle candidate) {
    Path environment = PROC.resolve(candidate.pid() + "/environ");
    try {
      String text = "\0" + Files.readString(environment, ISO_8859_1);
      return text.contains("\0" + MARK + "=" + directory + "\0");
    } catch (IOException | UncheckedIOException goneOrNotOurs) {
      return false;
    }
  }
}
