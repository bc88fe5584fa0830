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
import java.util.Map;
import java.util.TreeMap;

/** The counters of workflow code, by name. */
@SuppressWarnings({"rawtypes", "deprecation"}) // the interface has its histograms so
final class Counted implements StatsReporter {

  private final Map<String, Long> counts = new TreeMap<>();
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

  @Override
  public synchronized void reportCounter(String name, Map<String, String> tags, long more) {
    if (!name.startsWith("temporal_")) {
      counts.merge(name, more, Long::sum);
    }
  }

  @Override
  public void reportGauge(String name, Map<String, String> tags, double value) {}

  @Override
  public void reportTimer(String name, Map<String, String> tags, Duration took) {}

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
