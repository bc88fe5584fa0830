package dev.mayfly.local.chaos;

import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.Mortality;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import dev.mayfly.standin.forge.fault.DeliveryFaults;
import dev.mayfly.standin.server.SeededRandom;
import java.time.Duration;

/** The faults that {@code --chaos} makes in the deliveries and the tasks of a demo. */
public record Chaos(DeliveryFaults deliveries, Mortality mortality) {

  /**
   * A runner that is short of processor time is not dead, and many start at once here. A job that
   * was given to a dead one or begun by it waits for so long.
   */
  public static final Patience PATIENCE =
      new Patience(
          Duration.ofHours(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20));

  /** The percentage of {@code queued} that is lost without trace by default. */
  public static final int LOST_WITHOUT_TRACE = 30;

  private static final int REPEATED = 20;
  private static final int LOST = 30;
  // Longer than most jobs of the demo last, from queued to completed: any order can come about.
  private static final Duration HELD = Duration.ofSeconds(8);
  private static final int DYING = 10;
  private static final int DYING_AT_WORK = 2;

  /**
   * @param lostQueued the percentage of {@code queued} that is lost without trace.
   */
  public static Chaos of(long seed, int lostQueued) {
    SeededRandom random = new SeededRandom(seed);
    return new Chaos(
        new DeliveryFaults(random, REPEATED, LOST, lostQueued, HELD),
        new Mortality(random, DYING, DYING_AT_WORK));
  }

  public void unleash(LocalStack stack) {
    stack.github().faults().disturb(deliveries);
    stack.batch().faults().kill(mortality);
  }

  /** Returns the faults as a text for the console. */
  public String describe() {
    return """
    chaos with seed %d
      of the deliveries %d %% are repeated, %d %% of in_progress and completed are lost,
      %d %% of queued are lost without trace, and all are held for up to %d s, so that they
      arrive in any order;
      of the tasks %d %% die before they have begun a job, %d %% with their job\
    """
        .formatted(
            deliveries.random().seed(),
            deliveries.repeatPercent(),
            deliveries.losePercent(),
            deliveries.vanishPercent(),
            deliveries.hold().toSeconds(),
            mortality.percent(),
            mortality.atWorkPercent());
  }
}
