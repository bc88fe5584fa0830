package dev.mayfly.bench.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The outcomes of many requests. */
public record LatencySamples(List<Sample> all) {

  private static final double MILLI = 1e6;

  public LatencySamples {
    all = List.copyOf(all);
  }

  /** Returns what so many threads have measured, each by one call, once the last is done. */
  public static LatencySamples ofThreads(int count, Callable<List<Sample>> each)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Sample> all = new ArrayList<>();
      for (Future<List<Sample>> part : threads.invokeAll(Collections.nCopies(count, each))) {
        all.addAll(part.get());
      }
      return new LatencySamples(all);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a thread that measures failed", e);
    } finally {
      threads.shutdownNow();
    }
  }

  public LatencySamples only(Predicate<Sample> which) {
    return new LatencySamples(all.stream().filter(which).toList());
  }

  public LatencySamples accepted() {
    return only(Sample::isAccepted);
  }

  public LatencySamples withStatus(int status) {
    return only(sample -> sample.status() == status);
  }

  public int count() {
    return all.size();
  }

  /** Returns how many there were of each status. */
  public Map<Integer, Long> statuses() {
    return all.stream()
        .collect(Collectors.groupingBy(Sample::status, TreeMap::new, Collectors.counting()));
  }

  /** The response time of so many of a hundred, from the scheduled send; NaN without any. */
  public double millis(double percent) {
    return Percentile.of(sorted(Sample::responseNanos), percent) / MILLI;
  }

  /** The same from the send itself: what the server alone took. */
  public double serverMillis(double percent) {
    return Percentile.of(sorted(sample -> sample.answered() - sample.sent()), percent) / MILLI;
  }

  private double[] sorted(ToLongFunction<Sample> value) {
    return all.stream().mapToLong(value).sorted().asDoubleStream().toArray();
  }

  /** From the first that was due to the last answer. */
  public double seconds() {
    long first = all.stream().mapToLong(Sample::due).min().orElse(0);
    long last = all.stream().mapToLong(Sample::answered).max().orElse(0);
    return (last - first) / 1e9;
  }

  public double perSecond() {
    return all.isEmpty() ? 0 : count() / seconds();
  }
}
