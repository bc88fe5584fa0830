package dev.mayfly.service.server;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Hangs up where the header of a request is not there in time. Jetty's idle time-out begins anew
 * with every byte, so a sender who drips a header would hold a connection for hours; here it is
 * counted from the last answer, or from when the connection was opened. A request that is under way
 * is left alone. While no connection is open, nothing is checked.
 */
final class OverdueRequests extends AbstractLifeCycle implements Runnable {

  private static final Duration CHECK_EVERY = Duration.ofMillis(500);

  private final List<AbstractConnector> connectors;
  private final Duration patienceWhenFull;
  private final Scheduler scheduler;
  private final AtomicBoolean checks = new AtomicBoolean();
  // Of connections without a request under way; touched by the scheduler's thread alone.
  private final Map<EndPoint, Awaited> awaited = new HashMap<>();

  /**
   * @param requests how many have come before the one that is awaited.
   * @param since by {@link System#nanoTime}.
   */
  private record Awaited(long requests, long since) {}

  /**
   * @param patienceWhenFull counts in place of a longer idle time-out while a connector accepts no
   *     more connections.
   */
  OverdueRequests(
      List<AbstractConnector> connectors, Duration patienceWhenFull, Scheduler scheduler) {
    this.connectors = List.copyOf(connectors);
    this.patienceWhenFull = patienceWhenFull;
    this.scheduler = scheduler;
  }

  /** Closes every connection that has no request under way. */
  static void closeIdle(Server server) {
    Arrays.stream(server.getConnectors())
        .flatMap(connector -> connector.getConnectedEndPoints().stream())
        .filter(OverdueRequests::isIdle)
        .forEach(EndPoint::close);
  }

  private static boolean isIdle(EndPoint endPoint) {
    Connection http = http(endPoint.getConnection());
    return http != null && !isUnderWay(http);
  }

  @Override
  protected void doStart() {
    Connection.Listener opened =
        new Connection.Listener() {
          @Override
          public void onOpened(Connection connection) {
            begin();
          }
        };
    connectors.forEach(connector -> connector.addEventListener(opened));
  }

  private void begin() {
    if (!checks.getAndSet(true)) {
      again();
    }
  }

  // The scheduler is stopped with the server; what it runs no more needs no end of its own.
  private void again() {
    scheduler.schedule(this, CHECK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    try {
      long now = System.nanoTime();
      Set<EndPoint> open = new HashSet<>();
      for (AbstractConnector connector : connectors) {
        boolean full = !connector.isAccepting();
        connector.getConnectedEndPoints().forEach(endPoint -> check(endPoint, full, now));
        open.addAll(connector.getConnectedEndPoints());
      }
      awaited.keySet().retainAll(open);
    } finally {
      goOn();
    }
  }

  /** One that was opened after the look above, and before the flag fell, is seen here. */
  private void goOn() {
    if (!awaited.isEmpty() || isAnyOpen()) {
      again();
      return;
    }
    checks.set(false);
    if (isAnyOpen()) {
      begin();
    }
  }

  private boolean isAnyOpen() {
    return connectors.stream().anyMatch(it -> !it.getConnectedEndPoints().isEmpty());
  }

  private void check(EndPoint endPoint, boolean full, long now) {
    Connection http = http(endPoint.getConnection());
    if (http == null || isUnderWay(http)) {
      awaited.remove(endPoint);
      return;
    }
    Awaited before = awaited.get(endPoint);
    if (before == null || before.requests() != http.getMessagesIn()) {
      awaited.put(endPoint, new Awaited(http.getMessagesIn(), now));
    } else if (now - before.since() > patience(endPoint, full)) {
      endPoint.close();
    }
  }

  /** True as well where messages are not counted. */
  private static boolean isUnderWay(Connection connection) {
    return connection.getMessagesIn() < 0
        || connection.getMessagesIn() > connection.getMessagesOut();
  }

  private long patience(EndPoint endPoint, boolean full) {
    long idle = endPoint.getIdleTimeout();
    long usual = idle > 0 ? TimeUnit.MILLISECONDS.toNanos(idle) : Long.MAX_VALUE;
    return full ? Math.min(usual, patienceWhenFull.toNanos()) : usual;
  }

  private static @Nullable Connection http(@Nullable Connection connection) {
    return connection instanceof SslConnection tls
        ? tls.getSslEndPoint().getConnection()
        : connection;
  }
}
