package dev.mayfly.acceptance.canary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mayfly.acceptance.stack.Leaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes below this one as the system shows them, looked at again and again: arguments, and
 * of containers the environment.
 */
final class ProcessWatch implements Place, AutoCloseable {

  /**
   * The only place where a secret may be in clear: a runner's own token, in the variable of its
   * container that exists for it.
   */
  static final Set<String> ALLOWED =
      Set.of("ActionsRunner_TOKEN", "ACTIONS_RUNNER_INPUT_JITCONFIG", "AZDO_TOKEN");

  private static final long PAUSE_MILLIS = 100;

  private final Map<String, String> seen = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::watch, "process-watch");
  private final Runnable more;
  private volatile boolean over;

  /**
   * @param more to be done as often.
   */
  ProcessWatch(Runnable more) {
    this.more = more;
    thread.setDaemon(true);
    thread.start();
  }

  @SuppressWarnings("BusyWait") // no event says when a process begins
  private void watch() {
    while (!over) {
      look();
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  void look() {
    ProcessHandle.current().descendants().forEach(this::look);
    more.run();
  }

  private void look(ProcessHandle process) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    List<String> environment = read(proc.resolve("environ"));
    List<String> arguments = read(proc.resolve("cmdline"));
    note("arguments", String.join(" ", arguments));
    if (environment.stream().anyMatch(it -> it.startsWith("AZ_BATCH_"))) {
      note(
          "environment of a container",
          environment.stream()
              .filter(it -> !ALLOWED.contains(it.split("=", 2)[0]))
              .collect(Collectors.joining(" ")));
    }
  }

  private void note(String what, String text) {
    if (!text.isBlank()) {
      seen.putIfAbsent(text, what);
    }
  }

  private static List<String> read(Path file) {
    try {
      return Stream.of(Files.readString(file, ISO_8859_1).split("\0", -1)).toList();
    } catch (IOException goneOrNotOurs) {
      return List.of();
    }
  }

  /** Returns whether anything of the kind had this in it, so that a search had a chance. */
  boolean hasSeen(String what, String part) {
    return seen.entrySet().stream()
        .anyMatch(it -> it.getValue().equals(what) && it.getKey().contains(part));
  }

  @Override
  public List<String> search(Leaks leaks) {
    List<String> found = new ArrayList<>();
    seen.forEach((text, what) -> found.addAll(leaks.in(what, text)));
    return found;
  }

  @Override
  public void close() {
    over = true;
    thread.interrupt();
  }
}
