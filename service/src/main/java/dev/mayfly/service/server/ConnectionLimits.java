package dev.mayfly.service.server;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ThreadPool.SizedThreadPool;

/**
 * Bounds what senders can hold by connections alone. There are never more of them than threads, so
 * those that send slowly cannot take the threads of the others. Further ones wait unaccepted, and
 * while they do, a connection without a request is closed after two seconds.
 *
 * <p>There is no limit for one address: behind a load balancer all have the same.
 */
final class ConnectionLimits implements LifeCycle.Listener {

  // Jetty's own: acceptors and selectors, one for two processors and 16 threads at most, and some
  // that only hand on.
  private static final int OWN_THREADS = 64;
  // Jetty's own way to do this (endPointIdleTimeout) misses those accepted last, and cuts off
  // requests.
  private static final Duration PATIENCE_WHEN_FULL = Duration.ofSeconds(2);
  // Jetty's one second cuts off a body that pauses when the service is told to stop.
  private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(3);

  /** The number of connections that the application's ports have together. */
  static int most(int maxThreads) {
    return Math.max(maxThreads - OWN_THREADS, maxThreads / 2);
  }

  @Override
  public void lifeCycleStarting(LifeCycle starting) {
    Server server = (Server) starting;
    List<AbstractConnector> all =
        Arrays.stream(server.getConnectors()).map(AbstractConnector.class::cast).toList();
    all.forEach(it -> it.setShutdownIdleTimeout(PATIENCE_AT_STOP.toMillis()));
    server.addBean(new OverdueRequests(all, PATIENCE_WHEN_FULL, server.getScheduler()));
    if (server.getThreadPool() instanceof SizedThreadPool threads) {
      server.addBean(
          new NetworkConnectionLimit(
              most(threads.getMaxThreads()),
              all.stream()
                  .filter(it -> !"admin".equals(it.getName()))
                  .toArray(AbstractConnector[]::new)));
    }
  }
}
