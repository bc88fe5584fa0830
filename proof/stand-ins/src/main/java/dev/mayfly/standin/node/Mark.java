package dev.mayfly.standin.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The mark on the containers of an engine, by which they are found when its process is gone.
 *
 * @param started the process's start, since its number is another's some day.
 * @param engine the number of the engine within the process.
 */
record Mark(String host, long process, long started, long engine) {

  private static final String NAME = "dev.mayfly.stand-in";

  private static final AtomicLong ENGINES = new AtomicLong();

  /** Returns that of another engine of this process. */
  static Mark next() {
    ProcessHandle process = ProcessHandle.current();
    return new Mark(thisHost(), process.pid(), start(process), ENGINES.incrementAndGet());
  }

  private static String thisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }

  private static long start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  String label() {
    return NAME + "=" + this;
  }

  /** Returns the names of those that have it. */
  List<String> containers() {
    return found(label(), "{{.Names}}");
  }

  /** Removes those that have it, as far as Docker answers. */
  void remove() {
    try {
      remove(containers());
    } catch (UncheckedIOException noAnswer) {
      // The next engine to start removes them.
    }
  }

  /** Removes those of any process of this machine that is no more. */
  static void removeLeftovers() {
    remove(
        found(NAME, "{{.Names}} {{.Label \"" + NAME + "\"}}").stream()
            .map(line -> line.split(" ", 2))
            .filter(words -> words.length > 1 && isLeft(words[1]))
            .map(words -> words[0])
            .toList());
  }

  private static boolean isLeft(String text) {
    return parse(text).filter(mark -> mark.host.equals(thisHost()) && !mark.lives()).isPresent();
  }

  private static Optional<Mark> parse(String text) {
    String[] words = text.split("/", -1);
    try {
      return Optional.of(
          new Mark(
              words[0],
              Long.parseLong(words[1]),
              Long.parseLong(words[2]),
              Long.parseLong(words[3])));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException foreign) {
      return Optional.empty();
    }
  }

  private boolean lives() {
    return ProcessHandle.of(process).filter(found -> start(found) == started).isPresent();
  }

  private static List<String> found(String label, String format) {
    try {
      String lines = Docker.run("ps", "--all", "--filter", "label=" + label, "--format", format);
      return lines.isEmpty() ? List.of() : lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the containers", e);
    }
  }

  private static void remove(List<String> containers) {
    if (!containers.isEmpty()) {
      List<String> words = new ArrayList<>(List.of("rm", "--force", "--volumes"));
      words.addAll(containers);
      DockerContainer.quietly(words.toArray(String[]::new));
    }
  }

  @Override
  public String toString() {
    return host + "/" + process + "/" + started + "/" + engine;
  }
}
