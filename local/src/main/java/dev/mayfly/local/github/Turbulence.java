package dev.mayfly.local.github;

import dev.mayfly.local.chance.Dice;
import java.time.Duration;

/**
 * What happens to deliveries by chance. The same seed meets the same events of the same jobs in
 * every run, whatever the order in which they are sent.
 *
 * @param repeatPercent of the deliveries go out twice, every other one of them under another GUID,
 *     as when the organization and the repository have a webhook each: 0 to 100.
 * @param losePercent of all but {@code queued} never arrive: 0 to 100. A lost {@code queued} would
 *     be a job that nobody has heard of.
 * @param hold each delivery waits for at most so long before it sets out, so that later ones
 *     overtake it.
 */
public record Turbulence(Dice dice, int repeatPercent, int losePercent, Duration hold) {

  static final Turbulence NONE = new Turbulence(new Dice(0), 0, 0, Duration.ZERO);

  public Turbulence {
    if (outside(repeatPercent) || outside(losePercent)) {
      throw new IllegalArgumentException(
          "not percentages: " + repeatPercent + " and " + losePercent);
    }
    if (hold.isNegative()) {
      throw new IllegalArgumentException("nothing can be held for " + hold);
    }
  }

  private static boolean outside(int percent) {
    return percent < 0 || percent > 100;
  }

  boolean loses(Delivery.Event event) {
    return !"queued".equals(event.action()) && dice.hits(losePercent, event.key() + " lost");
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
