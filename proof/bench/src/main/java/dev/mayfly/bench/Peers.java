package dev.mayfly.bench;

import static dev.mayfly.bench.PeerRow.Bound.atLeast;
import static dev.mayfly.bench.PeerRow.Bound.atMost;

import dev.mayfly.bench.ack.Acknowledgement;
import dev.mayfly.bench.footprint.Footprints;
import dev.mayfly.bench.path.ControlPath;
import dev.mayfly.bench.recovery.KilledBurst;
import dev.mayfly.bench.recovery.Recovery;
import dev.mayfly.bench.stack.BenchOptions;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.RoundsOptions;
import dev.mayfly.service.command.Commands;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./mayfly bench peers}: Mayfly's half of what docs/performance.md has beside GARM. Runs
 * other benchmarks, each as its own command does, and prints the rows that a peer can have, too.
 */
@Command(
    name = "peers",
    description = "Measures what was measured of a peer, so that one can be set beside it.")
final class Peers extends BenchOptions {

  @Option(names = "--rounds", paramLabel = "1..20", description = "how often all is measured")
  int rounds = 3;

  @Option(names = "--seconds", paramLabel = "1..120", description = "how long each load lasts")
  int seconds = 20;

  @Option(names = "--jobs", paramLabel = "1..1000", description = "how many make a burst")
  int jobs = 300;

  @Option(names = "--warm", paramLabel = "1..600", description = "how many lives go before")
  int warm = 300;

  @Option(
      names = "--idle",
      paramLabel = "1..600",
      description = "seconds to become idle, and as many measured")
  int idle = 60;

  /** A benchmark as its own command runs it. */
  private record Part(String name, String words, RoundsOptions options) {

    private static Part of(String name, RoundsOptions options, Object... words) {
      List<String> all = List.of(words).stream().map(Object::toString).toList();
      return new Part(
          name,
          name + " " + String.join(" ", all),
          Commands.parse(options, all.toArray(String[]::new)));
    }

    private PeerRow row(String what, String figure, PeerRow.@Nullable Bound bound) {
      return new PeerRow(what, figure, bound, words);
    }
  }

  @Override
  protected boolean measure(Path temporal, Path directory, PrintStream out) throws Exception {
    Part path =
        Part.of(
            "control-path", new ControlPath(), "--seconds", seconds, "--jobs", 50, "--warm", warm);
    Part ack =
        Part.of(
            "acknowledgement", new Acknowledgement(), "--worker", "--seconds", 5, "--serve", jobs);
    Part alone = Part.of("footprint", new Footprints(), "--settle", idle, "--window", idle);
    Part killed = Part.of("recovery", new Recovery.Options(), "--seconds", seconds);
    Part amid = Part.of("killed-burst", new KilledBurst(), "--jobs", 50);
    List<Part> parts = List.of(path, ack, alone, killed, amid);

    Figures figures = new Figures();
    for (int number = 1; number <= rounds; number++) {
      for (Part part : parts) {
        out.printf("round %d of %d: %s%n", number, rounds, part.words);
        Path own = Files.createDirectories(directory.resolve("round-" + number).resolve(part.name));
        part.options.measureAsPart(new RoundsOptions.Round(temporal, own, figures, out));
      }
    }
    PeerRow.print(rows(path, ack, alone, killed, amid), figures, out);
    return figures.worst(Recovery.LOST) == 0;
  }

  private List<PeerRow> rows(Part path, Part ack, Part alone, Part killed, Part amid) {
    return List.of(
        path.row("event to task, 4/s: p50 ms", ControlPath.STEADY_P50, atMost(40)),
        path.row("event to task, 4/s: p99 ms", ControlPath.STEADY_P99, atMost(95)),
        path.row("event to task, 50 at once: p50 ms", ControlPath.FIFTY_P50, atMost(1500)),
        ack.row("answer at 100/s while it serves: p50 ms", Acknowledgement.BUSY_P50, atMost(15)),
        ack.row("answer at 100/s while it serves: p99 ms", Acknowledgement.BUSY_P99, atMost(120)),
        ack.row(
            "answers a second while it serves, 16 connections",
            Acknowledgement.BUSY_MOST,
            atLeast(500)),
        ack.row("a burst of " + jobs + ": tasks a second", Acknowledgement.SERVED, atLeast(25)),
        ack.row(
            "a burst of " + jobs + ": last task after s",
            Acknowledgement.LAST_TASK,
            atMost(jobs / 25.0)),
        alone.row("idle memory MB: gateway", Footprints.GATEWAY_MEMORY, atMost(130)),
        alone.row("idle memory MB: worker", Footprints.WORKER_MEMORY, atMost(170)),
        alone.row("idle memory MB: all in one, with console", Footprints.SERVE_MEMORY, atMost(300)),
        alone.row("idle processor s a minute", Footprints.BOTH_PROCESSOR, atMost(0.3)),
        alone.row("start to first answer s", Footprints.GATEWAY_START, atMost(1.3)),
        alone.row("start to first poll s", Footprints.WORKER_START, atMost(1.6)),
        killed.row("kill -9 of the worker: next task after s", Recovery.AFTER_WORKER, null),
        amid.row("kill -9 of a worker amid 50: last task after s", KilledBurst.LAST, atMost(8)),
        killed.row("kill -9: acknowledged events without a task", Recovery.LOST, atMost(0)));
  }
}
