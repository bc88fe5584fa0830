package dev.mayfly.bench.stack;

import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
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

  private final Http http = new Http();
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
          comeOnline(task.environment());
          online.add(task.id());
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void comeOnline(Map<String, String> environment)
      throws IOException, InterruptedException {
    String answer =
        http.post(
            forge + "/_runner/register",
            "ephemeral=true&labels=idle"
                + field("token", environment.get("ActionsRunner_TOKEN"))
                + field("page", URI.create(given(environment.get("ActionsRunner_URL"))).getPath())
                + field("name", environment.get("ActionsRunner_AGENT")));
    Properties registration = new Properties();
    registration.load(new StringReader(answer));
    http.post(forge + "/_runner/" + registration.getProperty("session") + "/heartbeat", "");
  }

  private static String field(String name, @Nullable String value) {
    return "&" + name + "=" + URLEncoder.encode(given(value), StandardCharsets.UTF_8);
  }

  private static String given(@Nullable String variable) {
    return Objects.requireNonNull(variable, "a variable of the runner images is missing");
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
