package dev.mayfly.standin.forge.fault;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests of an outage: those that reached the forge before and after its clients noticed.
 *
 * @param first how many requests came until it was noticed, those included that were under way.
 * @param later how many came then: the probes.
 * @param closest the shortest time between two probes about one owner, or between what gave the
 *     outage away and the first of them; empty when there were none.
 */
public record Probes(int first, int later, Optional<Duration> closest) {

  /** Between two failures; a second one after more than that is an odd one again. */
  private static final Duration IN_A_ROW = Duration.ofSeconds(10);

  // What was let through before the answer that gave it away may arrive after it.
  private static final Duration UNDER_WAY = Duration.ofSeconds(1);

  /** Reads them from what the stand-in has written down. */
  public static Probes of(Outage.Log log) {
    Map<String, List<Instant>> owners =
        log.requests().stream()
            .collect(groupingBy(Probes::owner, mapping(Outage.Request::at, toList())));
    boolean saysSo = log.outage().kind() == Outage.Kind.RATE_LIMITED;
    return owners.values().stream()
        .map(times -> ofOne(times, saysSo))
        .reduce(new Probes(0, 0, Optional.empty()), Probes::and);
  }

  /** An organization and its repositories are one: the same machines answer for them. */
  private static String owner(Outage.Request request) {
    String[] parts = request.scope().split("/", -1);
    return parts.length > 1 ? parts[1] : "";
  }

  private static Probes ofOne(List<Instant> times, boolean saysSo) {
    Optional<Instant> noticed = saysSo ? times.stream().findFirst() : secondInARow(times);
    List<Instant> probes =
        noticed
            .map(at -> times.stream().filter(t -> t.isAfter(at.plus(UNDER_WAY))).toList())
            .orElse(List.of());
    Optional<Duration> closest = Optional.empty();
    Instant before = noticed.orElse(Instant.MIN);
    for (Instant probe : probes) {
      closest = shorter(closest, Optional.of(Duration.between(before, probe)));
      before = probe;
    }
    return new Probes(times.size() - probes.size(), probes.size(), closest);
  }

  private static Optional<Instant> secondInARow(List<Instant> times) {
    for (int i = 1; i < times.size(); i++) {
      if (times.get(i).isBefore(times.get(i - 1).plus(IN_A_ROW))) {
        return Optional.of(times.get(i));
      }
    }
    return Optional.empty();
  }

  private Probes and(Probes other) {
    return new Probes(first + other.first, later + other.later, shorter(closest, other.closest));
  }

  private static Optional<Duration> shorter(Optional<Duration> one, Optional<Duration> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return one.get().compareTo(other.get()) < 0 ? one : other;
  }
}
