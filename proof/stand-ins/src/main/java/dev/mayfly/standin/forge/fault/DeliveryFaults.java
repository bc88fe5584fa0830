package dev.mayfly.standin.forge.fault;

import dev.mayfly.standin.server.SeededRandom;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * The faults that deliveries meet by chance, each event given by its key. The same seed meets the
 * same events of the same jobs in every run, whatever the order in which they are sent.
 *
 * @param repeatPercent of the deliveries go out twice, every other one of them under another GUID,
 *     as when the organization and the repository have a webhook each: 0 to 100.
 * @param losePercent of all but {@code queued} never arrive; the forge has them as failed: 0 to
 *     100.
 * @param vanishPercent of {@code queued} never become a delivery at all, so that only a look for
 *     queued jobs finds these: 0 to 100.
 * @param hold each delivery waits for at most so long before it sets out, so that later ones
 *     overtake it.
 */
public record DeliveryFaults(
    SeededRandom random, int repeatPercent, int losePercent, int vanishPercent, Duration hold) {

  static final DeliveryFaults NONE =
      new DeliveryFaults(new SeededRandom(0), 0, 0, 0, Duration.ZERO);

  public DeliveryFaults {
    IntStream.of(repeatPercent, losePercent, vanishPercent)
        .filter(percent -> percent < 0 || percent > 100)
        .findFirst()
        .ifPresent(
            percent -> {
              throw new IllegalArgumentException("not a percentage: " + percent);
            });
    if (hold.isNegative()) {
      throw new IllegalArgumentException("nothing can be held for " + hold);
    }
  }

  // The key of an event ends with its action.
  private static boolean isQueued(String event) {
    return event.endsWith(" queued");
  }

  public boolean loses(String event) {
    return !isQueued(event) && random.hits(losePercent, event + " lost");
  }

  public boolean swallows(String event) {
    return isQueued(event) && random.hits(vanishPercent, event + " vanished");
  }

  public boolean repeats(String event) {
    return random.hits(repeatPercent, event + " repeated");
  }

  public boolean renames(String event) {
    return random.hits(50, event + " renamed");
  }

  public Duration hold(String event, int copy) {
    return Duration.ofMillis(random.below(hold.toMillis() + 1, event + " held " + copy));
  }
}
