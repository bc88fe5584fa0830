package dev.mayfly.standin.forge;

import dev.mayfly.standin.server.SeededRandom;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * What happens to deliveries by chance. The same seed meets the same events of the same jobs in
 * every run, whatever the order in which they are sent.
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
    SeededRandom dice, int repeatPercent, int losePercent, int vanishPercent, Duration hold) {

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

  private static boolean isQueued(Delivery.Event event) {
    return "queued".equals(event.action());
  }

  boolean loses(Delivery.Event event) {
    return !isQueued(event) && dice.hits(losePercent, event.key() + " lost");
  }

  boolean swallows(Delivery.Event event) {
    return isQueued(event) && dice.hits(vanishPercent, event.key() + " vanished");
  }

  boolean repeats(Delivery.Event event) {
    return dice.hits(repeatPercent, event.key() + " repeated");
  }

  boolean renames(Delivery.Event event) {
    return dice.hits(50, event.key() + " renamed");
  }

  Duration hold(Delivery.Event event, int copy) {
    return Duration.ofMillis(dice.below(hold.toMillis() + 1, event.key() + " held " + copy));
  }
}
