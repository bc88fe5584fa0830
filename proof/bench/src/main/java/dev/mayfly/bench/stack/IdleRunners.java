package dev.mayfly.bench.stack;

import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays the runner of every task that runs: registers it with its token, comes online, and never
 * gets a job, since it registers with a label that no job asks for.
 */
public final class IdleRunners implements AutoCloseable {

  /** A forge takes them for online once they have said so, for ever. */
  public static final Patience PATIENCE =
      new Patience(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));

  private static final long PERIOD_MILLIS = 500;

  private final BatchStandIn batch;
  private final URI forge;
  private final Set<String> online = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private volatile @Nullable Exception failure;

  public IdleRunners(BatchStandIn batch, URI forge) {
    this.batch = batch;
    this.forge = forge;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failure is kept for check()
  public void start() {
    thread.scheduleWithFixedDelay(
        this::bringOnline, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void bringOnline() {
    try {
      for (BatchStandIn.Task task : batch.tasks()) {
        if (task.state().equals("running") && !online.contains(task.id())) {
          RunnerSession.register(forge, task.environment(), "idle").beat();
          online.add(task.id());
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns how many the forge knows to be online. */
  public int count() {
    return online.size();
  }

  /**
   * @throws IllegalStateException when a runner could not register.
   */
  public void check() {
    Exception failed = failure;
    if (failed != null) {
      throw new IllegalStateException("a runner could not come online", failed);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
