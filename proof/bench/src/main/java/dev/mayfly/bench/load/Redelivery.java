package dev.mayfly.bench.load;

import java.util.Iterator;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Sends webhooks until each is taken: what is refused comes again, as a forge's redelivery does.
 */
public final class Redelivery {

  private static final int MOST = 100;

  private Redelivery() {}

  /**
   * Sends one for each job, so many a second.
   *
   * @return the answers of the first try.
   * @throws IllegalStateException when some are refused over and over.
   */
  public static LatencySamples send(
      int port, int perSecond, List<Long> jobs, LongFunction<Webhook> webhook)
      throws InterruptedException {
    LatencySamples first = once(port, perSecond, jobs, webhook);
    List<Long> refused = refused(first);
    for (int again = 1; !refused.isEmpty(); again++) {
      if (again > MOST) {
        throw new IllegalStateException(refused.size() + " webhooks are refused over and over");
      }
      refused = refused(once(port, perSecond, refused, webhook));
    }
    return first;
  }

  private static LatencySamples once(
      int port, int perSecond, List<Long> jobs, LongFunction<Webhook> webhook)
      throws InterruptedException {
    ArrivalPace pace = ArrivalPace.perSecond(perSecond, jobs.size());
    Iterator<Long> next = jobs.iterator();
    return Load.run(
        port,
        pace,
        () -> {
          synchronized (next) {
            return webhook.apply(next.next());
          }
        });
  }

  private static List<Long> refused(LatencySamples sent) {
    return sent.only(sample -> !sample.isAccepted()).all().stream().map(Sample::job).toList();
  }
}
