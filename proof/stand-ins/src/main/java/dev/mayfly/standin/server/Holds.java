package dev.mayfly.standin.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Which requests a stand-in holds: each waits, before or after it is carried out, until it is let
 * go. Nothing is held by itself. Thread-safe.
 */
public final class Holds {

  /** Where a held request waits: nothing is done yet, or all is done and the answer waits. */
  public enum When {
    BEFORE,
    AFTER
  }

  private static final class Hold {
    private final Pattern request;
    private final When when;
    private final List<Long> since = new ArrayList<>();
    private int pass;
    private boolean over;
    private long until = System.nanoTime();
    private boolean drop;

    Hold(String request, When when, int pass) {
      this.request = Pattern.compile(request);
      this.when = when;
      this.pass = pass;
    }

    private long left() {
      return until - System.nanoTime();
    }
  }

  private final Map<String, Hold> holds = new LinkedHashMap<>();

  /**
   * Holds requests from now on.
   *
   * @param request a regular expression for {@code METHOD path}, the path without its first slash.
   * @param pass how many such requests go through first.
   */
  public synchronized void add(String request, When when, int pass) {
    release(request, false);
    holds.put(request, new Hold(request, when, pass));
  }

  /** Ends one hold, and lets what it holds go on; or drops it: it is never carried out. */
  public synchronized void release(String request, boolean drop) {
    Optional.ofNullable(holds.remove(request))
        .ifPresent(
            hold -> {
              hold.over = true;
              hold.drop = drop;
            });
    notifyAll();
  }

  /**
   * Ends every hold.
   *
   * @param after how long what is held waits still; what comes from now on passes.
   */
  public synchronized void releaseAll(boolean drop, Duration after) {
    long until = System.nanoTime() + after.toNanos();
    holds.values().forEach(hold -> hold.until = until);
    List.copyOf(holds.keySet()).forEach(request -> release(request, drop));
  }

  /**
   * Every hold that holds something now, and since when its youngest request waits. A client that
   * has hung up is not noticed: it counts as long as the hold lasts.
   */
  public synchronized Map<String, Duration> held() {
    Map<String, Duration> held = new LinkedHashMap<>();
    holds.forEach(
        (request, hold) ->
            hold.since.stream()
                .max(Long::compare)
                .ifPresent(
                    since -> held.put(request, Duration.ofNanos(System.nanoTime() - since))));
    return held;
  }

  /** Returns whether something that is no request, written like one, would be held now. */
  public synchronized boolean holds(String request) {
    return find(request, When.BEFORE).isPresent();
  }

  /** Waits while the request is held; false when it was dropped. */
  synchronized boolean letPass(String request, When when) throws InterruptedException {
    Optional<Hold> found = find(request, when);
    if (found.isEmpty() || found.get().pass-- > 0) {
      return true;
    }
    Hold hold = found.get();
    hold.since.add(System.nanoTime());
    while (!hold.over) {
      wait();
    }
    for (long left = hold.left(); left > 0; left = hold.left()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return !hold.drop;
  }

  private Optional<Hold> find(String request, When when) {
    return holds.values().stream()
        .filter(hold -> hold.when == when && hold.request.matcher(request).matches())
        .findFirst();
  }
}
