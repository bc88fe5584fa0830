package dev.mayfly.workflows.sweep;

import dev.mayfly.workflows.sweep.Sweep.Deed;
import dev.mayfly.workflows.temporal.OneLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The passes of one run of a sweep, for those who ask: nothing of it is carried on. */
final class PassLog {

  private static final int MOST_FAILURES = 10;
  private static final int LONGEST = 300;

  private final Map<Deed, Integer> deeds = new EnumMap<>(Deed.class);
  private final List<String> failures = new ArrayList<>();
  private @Nullable SweepPass last;
  private @Nullable Instant underWay;
  private @Nullable Instant next;

  void begins(Instant at) {
    underWay = at;
    next = null;
    deeds.clear();
    failures.clear();
  }

  void heard(Deed deed, Object of, String how) {
    deeds.merge(deed, 1, Integer::sum);
    if (deed == Deed.FAILED && failures.size() < MOST_FAILURES) {
      failures.add(OneLine.of(of + ": " + how, LONGEST));
    }
  }

  void ends(Instant begun, Instant at, Duration pause) {
    last =
        new SweepPass(
            begun,
            at,
            count(Deed.REDELIVERED),
            count(Deed.PROVIDED),
            count(Deed.ASKED),
            count(Deed.REMOVED),
            count(Deed.KEPT),
            failures,
            count(Deed.FAILED) - failures.size());
    underWay = null;
    next = at.plus(pause);
  }

  private int count(Deed deed) {
    return deeds.getOrDefault(deed, 0);
  }

  /** Returns since when a pass is under way; empty: none is. */
  Optional<Instant> underWay() {
    return Optional.ofNullable(underWay);
  }

  SweepReport report(SweepState state, Unserved unserved) {
    return new SweepReport(
        last, underWay, next, state.lastSuccess(), state.bound(), unserved, state.givenUp());
  }
}
