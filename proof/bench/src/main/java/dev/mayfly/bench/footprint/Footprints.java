package dev.mayfly.bench.footprint;

import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Footprint;
import dev.mayfly.bench.stack.RoundsOptions;
import dev.mayfly.bench.stack.ServiceProcess;
import dev.mayfly.local.stack.Root;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./mayfly bench footprint}. Starts gateway, worker and serve as an operator does, one after
 * the other and each beside a Temporal of its own, and lets them idle.
 */
@Command(
    name = "footprint",
    description = "Measures memory, idle processor and start of gateway, worker and serve.")
public final class Footprints extends RoundsOptions {

  private static final String RESIDENT = ": resident memory MB";
  private static final String START = ": start to the first answer or poll s";
  private static final String PROCESSOR = ": idle processor s/min";

  /** Figures of others' interest. */
  public static final String GATEWAY_MEMORY = Kind.GATEWAY + RESIDENT;

  public static final String WORKER_MEMORY = Kind.WORKER + RESIDENT;
  public static final String SERVE_MEMORY = Kind.SERVE + RESIDENT;
  public static final String BOTH_PROCESSOR = "gateway and worker" + PROCESSOR;
  public static final String GATEWAY_START = Kind.GATEWAY + START;
  public static final String WORKER_START = Kind.WORKER + START;

  @Option(names = "--settle", paramLabel = "1..3600", description = "seconds before it is idle")
  private int settle = 60;

  @Option(names = "--window", paramLabel = "1..3600", description = "seconds of idling measured")
  private int window = 60;

  private static final Duration SHARED = Duration.ofMinutes(5);

  private final Set<Kind> prepared = EnumSet.noneOf(Kind.class);

  @Override
  protected void measure(Round round) throws Exception {
    double both = 0;
    for (Kind kind : Kind.values()) {
      if (prepared.add(kind)) {
        share(kind, round);
      }
      Path own = Files.createDirectory(round.directory().resolve(kind.toString()));
      try (Alone alone = Alone.start(kind, round.temporal(), own)) {
        round.figures().add(kind + START, alone.untilFirst().toMillis() / 1e3);
        double idle = measure(kind, alone.service(), round.figures());
        both += kind == Kind.SERVE ? 0 : idle;
      }
    }
    round.figures().add(BOTH_PROCESSOR, both);
  }

  /** Starts it once, so that all measured starts have the archive of classes which that makes. */
  private static void share(Kind kind, Round round) throws Exception {
    Path root = Root.find();
    Path built = root.resolve("target/mayfly-built");
    Path archive = root.resolve(kind.module()).resolve("target").resolve(kind + ".jsa");
    Path own = Files.createDirectory(round.directory().resolve("first-" + kind));
    try (Alone alone = Alone.start(kind, round.temporal(), own)) {
      BenchProgress.until(
          "there is " + archive,
          SHARED,
          () -> {
            alone.service().process().check();
            return isNewer(archive, built);
          });
    }
  }

  private static boolean isNewer(Path archive, Path built) throws IOException {
    return Files.exists(archive)
        && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(built)) > 0;
  }

  /** Returns its processor seconds a minute, too. */
  private double measure(Kind kind, ServiceProcess service, Figures figures)
      throws IOException, InterruptedException {
    Thread.sleep(Duration.ofSeconds(settle).toMillis());
    Duration taken = service.process().cpuWithin(Duration.ofSeconds(window));
    double seconds = taken.toMillis() / 1e3 * 60 / window;
    service.process().check();
    // Before it is asked for more: answers take memory.
    figures.add(kind + RESIDENT, (double) service.process().residentMegabytes());
    figures.add(kind + PROCESSOR, seconds);
    Footprint more = Footprint.of(service);
    figures.add(kind + ": heap MB", (double) more.heapMegabytes());
    figures.add(kind + ": threads", more.threads());
    return seconds;
  }

  @Override
  protected Bounds bounds(Figures figures, PrintStream out) {
    Bounds bounds = new Bounds();
    for (Kind kind : Kind.values()) {
      bounds.atMost(kind + RESIDENT, figures.median(kind + RESIDENT), kind.mostMegabytes());
      bounds.atMost(kind + START, figures.median(kind + START), kind.mostSeconds());
    }
    return bounds.atMost(BOTH_PROCESSOR, figures.median(BOTH_PROCESSOR), 0.3);
  }
}
