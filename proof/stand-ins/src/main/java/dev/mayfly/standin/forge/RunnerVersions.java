package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The versions of the runner, as GitHub judges them. Thread-safe. */
public final class RunnerVersions {

  // GitHub's changelog of 2026-06-12. Rule gh-version-floor.
  private static final String LEAST = "2.329.0";
  // Seen on 2026-09-30: no older one is known.
  private static final String OLDEST_KNOWN = "2.321.0";
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparingLong(
          version ->
              Stream.of(version.split("\\.", -1))
                  .mapToLong(Long::parseLong)
                  .reduce(0, (sum, part) -> sum * 10_000 + part));

  private final InstantSource clock;
  private final BooleanSupplier areAllOver;
  private final Map<String, Instant> ends = new HashMap<>();

  /**
   * @param areAllOver whether every version is deprecated, whatever was announced.
   */
  RunnerVersions(InstantSource clock, BooleanSupplier areAllOver) {
    this.clock = clock;
    this.areAllOver = areAllOver;
  }

  /** Announces when a version's runners get no more jobs. */
  public synchronized void announceEnd(String version, Instant end) {
    ends.put(version, end);
  }

  /**
   * @throws ForgeRefusal where runners of this version are not registered any more.
   */
  static void checkRegistration(@Nullable String version) {
    if (version != null && BY_NUMBER.compare(version, LEAST) < 0) {
      throw new ForgeRefusal(
          404, "Your runner version is out of date and can no longer register with GitHub.");
    }
  }

  /**
   * Refuses a runner that listens for jobs, as GitHub does after it has registered it. Rule
   * gh-version-runtime.
   *
   * @throws ForgeRefusal where runners of this version get no jobs any more.
   */
  synchronized void checkRuntime(@Nullable String version) {
    boolean isOver =
        Optional.ofNullable(ends.get(version))
            .filter(end -> !clock.instant().isBefore(end))
            .isPresent();
    if (version != null && (isOver || areAllOver.getAsBoolean())) {
      throw new ForgeRefusal(
          403, "Runner version v" + version + " is deprecated and cannot receive messages.");
    }
  }

  /**
   * Returns what is announced of a version: nothing of the newest. The date of its registration's
   * end was in no answer that was seen. Rule gh-version-calendar.
   *
   * @throws ForgeRefusal where it is not known.
   */
  synchronized ObjectNode announced(String version) {
    if (!version.matches("\\d{1,3}(\\.\\d{1,3}){2}")
        || BY_NUMBER.compare(version, OLDEST_KNOWN) < 0) {
      throw new ForgeRefusal(404, "Not Found");
    }
    Instant end = ends.get(version);
    return GitHubJson.object()
        .put("runner_version", version)
        .put("runtime_deprecates_at", end == null ? null : GitHubJson.time(end));
  }
}
