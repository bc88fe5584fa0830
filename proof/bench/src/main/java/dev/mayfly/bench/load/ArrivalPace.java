package dev.mayfly.bench.load;

import java.time.Duration;

/**
 * When requests are sent.
 *
 * @param apartNanos from one to the next, whether the first is answered or not; negative: each
 *     connection sends its next one when it has the answer.
 * @param count how many are sent at most.
 * @param lasts after which none is sent any more.
 */
public record ArrivalPace(int connections, long apartNanos, long count, Duration lasts) {

  private static final int ENOUGH = 64;
  private static final long SECOND = 1_000_000_000L;
  private static final Duration FOR_EVER = Duration.ofDays(1);

  /** So many a second, whatever becomes of them (an open loop). */
  public static ArrivalPace perSecond(int rate, Duration lasts) {
    return perSecond(rate, lasts, ENOUGH);
  }

  public static ArrivalPace perSecond(int rate, Duration lasts, int connections) {
    return new ArrivalPace(connections, SECOND / rate, rate * lasts.toSeconds(), FOR_EVER);
  }

  /** So many a second, until so many have been sent. */
  public static ArrivalPace perSecond(int rate, long count) {
    return new ArrivalPace(ENOUGH, SECOND / rate, count, FOR_EVER);
  }

  /** As fast as so many connections have their answers (a closed loop). */
  public static ArrivalPace asFastAs(int connections, Duration lasts) {
    return new ArrivalPace(connections, -1, Long.MAX_VALUE, lasts);
  }

  /** So many at once, over so many connections. */
  public static ArrivalPace atOnce(long count, int connections) {
    return new ArrivalPace(connections, 0, count, FOR_EVER);
  }

  boolean isClosedLoop() {
    return apartNanos < 0;
  }
}
