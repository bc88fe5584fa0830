package dev.mayfly.bench;

import dev.mayfly.bench.stack.BenchOptions;
import dev.mayfly.standin.forge.fault.Outage;
import dev.mayfly.standin.server.SeededRandom;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code ./mayfly bench outage}. */
@Command(
    name = "outage",
    description = "Shows what becomes of jobs and requests while a forge answers no request.")
final class OutageOptions extends BenchOptions {

  private static final int SHORTEST = 20;
  private static final int LONGEST = 120;

  @Option(names = "--lasts", paramLabel = "1..600", description = "seconds; default: 20 to 120")
  private @Nullable Integer lasts;

  @Option(
      names = "--jobs",
      paramLabel = "3..1000",
      description = "how many are queued before and in it")
  int jobs = 30;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      converter = KindConverter.class,
      description = "500: errors, 403: a limit, drop: no answers; default: each")
  private Outage.@Nullable Kind kind;

  // Short enough to be typed again.
  @Option(
      names = "--seed",
      paramLabel = "1..999999",
      showDefaultValue = Visibility.NEVER,
      description = "the same random choices again")
  private int seed = ThreadLocalRandom.current().nextInt(1, 1_000_000);

  @Override
  protected boolean measure(Path temporal, Path directory, PrintStream out) throws Exception {
    out.println("seed " + seed);
    boolean good = true;
    for (Outage.Kind each : kinds()) {
      Path own = Files.createDirectory(directory.resolve(each.name().toLowerCase(Locale.ROOT)));
      OutageCost cost = new OutageRuns(this, out).measure(temporal, own, each);
      cost.print(out);
      good &= cost.faults().isEmpty();
    }
    out.println(good ? "\nall bounds hold" : "\nnot every bound holds");
    return good;
  }

  /** Returns the kinds of outages, one after another, each with everything started anew. */
  List<Outage.Kind> kinds() {
    return kind == null ? List.of(Outage.Kind.values()) : List.of(kind);
  }

  /** Returns how long an outage of this kind lasts; the same for the same seed. */
  Duration lasts(Outage.Kind of) {
    return Duration.ofSeconds(
        lasts != null
            ? lasts
            : SHORTEST + new SeededRandom(seed).below(LONGEST - SHORTEST + 1, of.name()));
  }

  /** Reads a kind as it is written in a command line. */
  private static final class KindConverter implements ITypeConverter<Outage.Kind> {

    @Override
    public Outage.Kind convert(String word) {
      return switch (word) {
        case "500" -> Outage.Kind.SERVER_ERRORS;
        case "403" -> Outage.Kind.RATE_LIMITED;
        case "drop" -> Outage.Kind.DROPPED;
        default -> throw new TypeConversionException("it takes 500, 403 or drop, not " + word);
      };
    }
  }
}
