package dev.mayfly.workflows.temporal;

import com.uber.m3.tally.Buckets;
import com.uber.m3.tally.Capabilities;
import com.uber.m3.tally.CapableOf;
import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.ScopeCloseException;
import com.uber.m3.tally.StatsReporter;
import com.uber.m3.util.Duration;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.worker.WorkerFactoryOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The counters of workflow code, by name and what tells apart, and its times. */
@SuppressWarnings({"rawtypes", "deprecation"}) // the interface has its histograms so
final class Counted implements StatsReporter {

  private static final Set<String> OWN =
      Set.of(
          Metrics.POOL,
          Metrics.OUTCOME,
          Metrics.CAUSE,
          Metrics.END,
          Metrics.STAGE,
          Metrics.SHARE,
          Metrics.MISSING,
          Metrics.BY);

  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, List<Double>> times = new TreeMap<>();
  private final Scope scope =
      new RootScopeBuilder().reporter(this).reportEvery(Duration.ofSeconds(1));

  /** A server whose worker keeps nothing in mind: it replays a workflow whenever it is woken. */
  TestEnvironmentOptions.Builder forgetful() {
    return TestEnvironmentOptions.newBuilder()
        .setMetricsScope(scope)
        .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build());
  }

  /** All of it; nothing is counted afterwards. */
  synchronized Map<String, Long> counts() throws ScopeCloseException {
    scope.close();
    return counts;
  }

  /** The seconds of everything timed, in order; nothing is timed afterwards. */
  synchronized Map<String, List<Double>> times() throws ScopeCloseException {
    scope.close();
    return times;
  }

  @Override
  public synchronized void reportCounter(String name, Map<String, String> tags, long more) {
    if (!name.startsWith("temporal_")) {
      counts.merge(series(name, tags), more, Long::sum);
    }
  }

  // The SDK adds its own to each.
  private static String series(String name, Map<String, String> tags) {
    Map<String, String> own = new TreeMap<>(tags);
    own.keySet().retainAll(OWN);
    return name + own;
  }

  @Override
  public void reportGauge(String name, Map<String, String> tags, double value) {}

  @Override
  public synchronized void reportTimer(String name, Map<String, String> tags, Duration took) {
    if (!name.startsWith("temporal_")) {
      times.computeIfAbsent(series(name, tags), any -> new ArrayList<>()).add(took.getSeconds());
    }
  }

  @Override
  public void reportHistogramValueSamples(
      String name, Map<String, String> tags, Buckets buckets, double from, double to, long many) {}

  @Override
  public void reportHistogramDurationSamples(
      String name,
      Map<String, String> tags,
      Buckets buckets,
      Duration from,
      Duration to,
      long many) {}

  @Override
  public Capabilities capabilities() {
    return CapableOf.REPORTING;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
