package dev.mayfly.service.server;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ShutdownThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exit code of a service that was told to end (SIGTERM, SIGINT): 0 when everything that was
 * under way has been finished; else the one that the signal alone has, 143 or 130, and a line of
 * the log says what was cut off. Nothing holds the process longer than {@link #LIMIT}.
 *
 * <p>Jetty stops the server in a shutdown hook, and what it began last is stopped last; a JVM that
 * a signal ends has no other way to another exit code than to be halted there.
 */
final class OrderlyExit implements LifeCycle.Listener {

  /** Kubernetes sends SIGKILL after 30 seconds ("terminationGracePeriodSeconds"). */
  static final Duration LIMIT = Duration.ofSeconds(28);

  private static final Logger LOG = LoggerFactory.getLogger(OrderlyExit.class);
  private static final int BY_SIGTERM = 128 + 15;

  private final Runnable flushLog;
  // A server that never started stops as well, and has nothing to tell.
  private final AtomicBoolean served = new AtomicBoolean();

  /**
   * @param flushLog writes what the log still holds back; nothing is logged afterwards.
   */
  OrderlyExit(Runnable flushLog) {
    this.flushLog = flushLog;
  }

  @Override
  public void lifeCycleStarted(LifeCycle server) {
    served.set(true);
    try {
      LastStop last = new LastStop(server);
      last.start();
      ShutdownThread.register(last);
      Runtime.getRuntime().addShutdownHook(new Thread(this::startLimit, "exit-limit"));
    } catch (Exception e) {
      throw new IllegalStateException("the end of the process cannot be arranged", e);
    }
  }

  @Override
  public void lifeCycleStopping(LifeCycle server) {
    say("stopping: nothing new is accepted, what is under way is finished");
  }

  @Override
  public void lifeCycleStopped(LifeCycle server) {
    say("stopped: everything that was under way has been finished");
  }

  private void say(String line) {
    if (served.get()) {
      LOG.info(line);
    }
  }

  @Override
  public void lifeCycleFailure(LifeCycle server, Throwable cause) {
    if (served.get()) {
      LOG.atWarn().addKeyValue("cause", cause(cause)).log("STOPPED TOO EARLY: work was cut off");
    }
  }

  private static String cause(Throwable cause) {
    return cause instanceof TimeoutException
        ? "requests, or connections, were still open when the grace period was over"
        : requireNonNullElse(cause.getMessage(), cause.toString());
  }

  /** Not in the hook itself: the JVM waits for all of them before it ends. */
  private void startLimit() {
    Thread limit = new Thread(this::endAtLimit, "exit-limit");
    limit.setDaemon(true);
    limit.start();
  }

  private void endAtLimit() {
    try {
      Thread.sleep(LIMIT.toMillis());
    } catch (InterruptedException e) {
      return;
    }
    LOG.warn("STOPPED TOO EARLY: not everything stopped within {} s", LIMIT.toSeconds());
    flushLog.run();
    Runtime.getRuntime().halt(BY_SIGTERM);
  }

  /** Jetty stops it after the server, and only when the process ends. */
  private final class LastStop extends AbstractLifeCycle {

    private final LifeCycle server;

    LastStop(LifeCycle server) {
      this.server = server;
    }

    @Override
    protected void doStop() {
      flushLog.run();
      if (server.isStopped()) {
        Runtime.getRuntime().halt(0);
      }
    }
  }
}
