package dev.mayfly.bench;

import dev.mayfly.standin.forge.fault.Outage;
import dev.mayfly.standin.forge.fault.Probes;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The cost of an outage.
 *
 * @param jobs how many there were.
 * @param runners how many were made for them.
 * @param served from its end until the last job's runner was online.
 */
record OutageCost(Outage outage, int jobs, int runners, Probes probes, Duration served) {

  /** The time after the end within which every job has its runner. */
  static final Duration SERVED_WITHIN = Duration.ofSeconds(10);

  /** The least time between two probes. */
  static final Duration PROBES_APART = Duration.ofSeconds(5);

  // Each probe is seen where it arrives, and may have been on its way for so much longer.
  private static final Duration ON_ITS_WAY = Duration.ofMillis(250);

  private static final String LINE = "%-44s %12s  %s%n";

  /** The bounds that do not hold, in words; empty when all do. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (served.compareTo(SERVED_WITHIN) > 0) {
      faults.add("the last job was served " + seconds(served) + " s after its end");
    }
    probes
        .closest()
        .filter(gap -> gap.compareTo(PROBES_APART.minus(ON_ITS_WAY)) < 0)
        .ifPresent(gap -> faults.add("two probes came within " + seconds(gap) + " s"));
    if (runners != jobs) {
      faults.add(runners + " runners were made for " + jobs + " jobs");
    }
    return faults;
  }

  void print(PrintStream out) {
    Optional<Duration> closest = probes.closest();
    out.printf(
        "%noutage: %s for %d s, %d jobs%n",
        outage.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        outage.lasts().toSeconds(),
        jobs);
    out.printf(LINE, "", "measured", "bound");
    out.printf(LINE, "requests until it was noticed", probes.first(), "");
    out.printf(LINE, "probes", probes.later(), "");
    out.printf(
        LINE,
        "closest two probes, seconds",
        closest.map(OutageCost::seconds).orElse("none"),
        seconds(PROBES_APART) + " less the time on the way");
    out.printf(
        LINE, "from its end until all served, seconds", seconds(served), seconds(SERVED_WITHIN));
    out.printf(LINE, "runners made", runners, jobs);
    faults().forEach(fault -> out.println("FAILED: " + fault));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
  }
}
