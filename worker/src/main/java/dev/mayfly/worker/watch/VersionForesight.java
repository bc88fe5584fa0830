package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNull;

import com.codahale.metrics.MetricRegistry;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.watch.VersionSpotter.Spotted;
import dev.mayfly.worker.watch.VersionSpotter.VersionOnForge;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.PoolPause;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Foresees that GitHub gives a pool's runners no more jobs: asks once a day how long the version
 * has that they run, publishes the days as {@code pools.<pool>.runnerDaysLeft}, warns, and pauses
 * the pool when the day has come. Instants of GitHub's clock and ours are compared here, since days
 * are at stake.
 */
public final class VersionForesight implements Managed {

  private static final Logger LOG = LoggerFactory.getLogger(VersionForesight.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  // Three weeks to rebuild an image and to have all nodes pull it.
  private static final long WARNING = 21;

  private final String installation;
  private final VersionSpotter spotter;
  private final Map<String, ForgeApi> forges;
  private final MetricRegistry metrics;
  private final BiConsumer<PoolId, PoolPause> pause;
  private final InstantSource clock;
  private final Map<Version, Announced> announced = new HashMap<>();
  private final Map<String, Instant> warned = new HashMap<>();
  private final Set<Version> paused = new HashSet<>();
  private final Map<String, Long> daysLeft = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("version-foresight").setDaemon(true).build());

  /** A version as one forge knows it, or one pool runs it. */
  private record Version(String where, String version) {}

  /** The answer, and when it was asked for. */
  private record Announced(Optional<Instant> end, Instant at) {}

  /** The version of a pool that ends first. */
  private record Ending(Spotted of, Instant end) {
    Ending orSooner(Ending other) {
      return other.end().isBefore(end) ? other : this;
    }
  }

  /**
   * @param installation whose pools these are.
   * @param forges by their configured names.
   * @param pause tells a pool of its fault.
   * @param clock Temporal's, by which pools know when they were resumed.
   */
  public VersionForesight(
      String installation,
      VersionSpotter spotter,
      Map<String, ? extends ForgeApi> forges,
      MetricRegistry metrics,
      BiConsumer<PoolId, PoolPause> pause,
      InstantSource clock) {
    this.installation = installation;
    this.spotter = spotter;
    this.forges = Map.copyOf(forges);
    this.metrics = metrics;
    this.pause = pause;
    this.clock = clock;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a look never throws
  public void start() {
    long minutes = BETWEEN_LOOKS.toMinutes();
    // Sooner at first: the first runners are seen within minutes.
    thread.scheduleWithFixedDelay(this::lookSafely, 5, minutes, TimeUnit.MINUTES);
  }

  @Override
  public void stop() {
    thread.shutdownNow();
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException unreachable) {
      LOG.atInfo()
          .addKeyValue("cause", unreachable.getMessage())
          .log("the ends of the runners' versions are not known now; asked again in an hour");
    }
  }

  void look() {
    Map<String, Ending> endings = new HashMap<>();
    for (Spotted one : spotter.spotted()) {
      end(one).ifPresent(end -> endings.merge(one.pool(), new Ending(one, end), Ending::orSooner));
    }
    Set.copyOf(daysLeft.keySet()).stream()
        .filter(pool -> !endings.containsKey(pool))
        .forEach(this::forget);
    endings.forEach(this::foresee);
    spotter.foreseen(
        endings.values().stream()
            .filter(ending -> daysUntil(ending.end()) <= WARNING)
            .collect(
                Collectors.toMap(
                    ending -> new VersionOnForge(ending.of().forge(), ending.of().version()),
                    Ending::end,
                    (one, same) -> one)));
  }

  /** Begun days count, so that 0 is the end itself. */
  private long daysUntil(Instant end) {
    Duration left = Duration.between(clock.instant(), end);
    return left.isNegative() ? 0 : left.plus(DAY).minusNanos(1).toDays();
  }

  private Optional<Instant> end(Spotted one) {
    Version version = new Version(one.forge(), one.version());
    Announced known = announced.get(version);
    Instant now = clock.instant();
    if (known == null || !now.isBefore(known.at().plus(DAY))) {
      known = new Announced(ask(one), now);
      announced.put(version, known);
    }
    return known.end();
  }

  private Optional<Instant> ask(Spotted one) {
    try {
      return requireNonNull(forges.get(one.forge())).runtimeEnd(one.scope(), one.version());
    } catch (ForgeException e) {
      if (e.kind() == ForgeException.Kind.UNAVAILABLE) {
        throw e;
      }
      warnOfNoForesight(one.forge(), e);
      return Optional.empty();
    }
  }

  private static void warnOfNoForesight(String forge, ForgeException refusal) {
    LOG.atWarn()
        .addKeyValue("forge", forge)
        .addKeyValue("cause", refusal.getMessage())
        .log(
            "the forge does not say when versions of the runner end, so no end is foreseen; let"
                + " the credential read self-hosted runners");
  }

  private void forget(String pool) {
    daysLeft.remove(pool);
    metrics.remove(gauge(pool));
  }

  private static String gauge(String pool) {
    return MetricRegistry.name("pools", pool, "runnerDaysLeft");
  }

  private void foresee(String pool, Ending ending) {
    long days = daysUntil(ending.end());
    daysLeft.put(pool, days);
    metrics.gauge(gauge(pool), () -> () -> daysLeft.getOrDefault(pool, 0L));
    if (days == 0) {
      pause(pool, ending);
    } else if (days <= WARNING) {
      warn(pool, ending, days);
    }
  }

  private void warn(String pool, Ending ending, long days) {
    Instant now = clock.instant();
    Instant last = warned.get(pool);
    if (last == null || !now.isBefore(last.plus(DAY))) {
      warned.put(pool, now);
      LOG.atWarn()
          .addKeyValue("pool", pool)
          .addKeyValue("version", ending.of().version())
          .addKeyValue("days", days)
          .log(
              "RUNNER VERSION ENDS SOON: from {} on its runners get no jobs; raise it with"
                  + " images/raise and rebuild the pool's image",
              ending.end());
    }
  }

  /** Once for each version: where GitHub takes such runners after all, the pool finds it out. */
  private void pause(String pool, Ending ending) {
    if (paused.add(new Version(pool, ending.of().version()))) {
      pause.accept(
          new PoolId(installation, pool),
          new PoolPause(
              "the calendar of runner versions",
              "since "
                  + ending.end()
                  + " runners of version "
                  + ending.of().version()
                  + " get no jobs; rebuild the image with a newer one",
              clock.instant(),
              PoolPause.Probe.BY_RUNNER));
    }
  }
}
