package dev.mayfly.bench;

import dev.mayfly.bench.stack.Footprint;
import dev.mayfly.bench.stack.WorkerThreads;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;

/**
 * The cost of many waiting lives over a window.
 *
 * @param idle the worker's threads with a single waiting life.
 * @param threads with all of them, before and after the window.
 * @param heapMegabytes the least that the heap held in the window: closest to what it must hold.
 */
record WaitingCost(
    WaitingLivesOptions options,
    LivesSnapshot before,
    LivesSnapshot after,
    Reading begin,
    Reading end,
    WorkerThreads idle,
    List<WorkerThreads> threads,
    long heapMegabytes,
    long workerMegabytes,
    Footprint gateway,
    long temporalMegabytes) {

  /**
   * The number of lives that TemporalWorker caches; each holds a thread, and so does its one
   * attempt.
   */
  static final int CACHED_LIVES = 200;

  // Pools of clients and executors that had not filled up with a single life.
  static final int MORE_OTHERS = 32;

  private static final String LINE = "%-44s %12s  %s%n";

  /** The bounds that do not hold, in words; empty when all do. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    check(faults, after.waiting() == options.lives, "not every life waited to the end");
    check(faults, before.historyLengths().equals(after.historyLengths()), "histories grew");
    check(faults, before.begunAnew() == after.begunAnew(), "waits were begun anew");
    for (WorkerThreads now : threads) {
      check(faults, now.inActivities() == 0, "activity slots are held: " + now);
      check(faults, now.cachedLives() <= CACHED_LIVES, "more lives than the cache has: " + now);
      check(faults, now.cachedAttempts() <= CACHED_LIVES, "threads beyond the cache: " + now);
      check(faults, now.others() <= mostOthers(idle), "threads that grow with the lives: " + now);
    }
    return faults;
  }

  private static void check(List<String> faults, boolean holds, String otherwise) {
    if (!holds) {
      faults.add(otherwise);
    }
  }

  /** Beyond the cache: what a single life needs, and no more for each of many. */
  static int mostOthers(WorkerThreads idle) {
    return idle.others() + MORE_OTHERS;
  }

  void print(PrintStream out, String machine) {
    out.printf(
        "%nwaiting lives: %,d on one worker with -Xmx%dm, over %d s%n%s%n%n",
        options.lives, options.heapMegabytes, seconds().toSeconds(), machine);
    printBounded(out);
    printCalls(out);
    printUse(out);
    out.println();
    faults().forEach(fault -> out.println("FAILED: " + fault));
    if (faults().isEmpty()) {
      out.println("all bounds hold");
    }
  }

  private void printBounded(PrintStream out) {
    WorkerThreads most = threads.get(threads.size() - 1);
    out.printf(LINE, "", "measured", "bound");
    out.printf(LINE, "lives that wait", after.waiting(), options.lives);
    out.printf(LINE, "events of a life, before", range(before.historyLengths()), "");
    out.printf(LINE, "events of a life, after", range(after.historyLengths()), "each the same");
    out.printf(LINE, "waits begun anew, before", before.begunAnew(), "");
    out.printf(LINE, "waits begun anew, after", after.begunAnew(), "the same");
    out.printf(LINE, "activity slots held", most.inActivities(), 0);
    out.printf(LINE, "threads of cached lives", most.cachedLives(), CACHED_LIVES);
    out.printf(LINE, "threads of their attempts", most.cachedAttempts(), CACHED_LIVES);
    out.printf(
        LINE,
        "other threads",
        most.others(),
        mostOthers(idle) + " (" + idle.others() + " with one life, and " + MORE_OTHERS + ")");
  }

  private void printCalls(PrintStream out) {
    out.printf(LINE, "calls to Temporal, per second", perSecond(sum(end) - sum(begin)), "");
    end.calls().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            call -> {
              double more = call.getValue() - begin.calls().getOrDefault(call.getKey(), 0.0);
              if (more > 0) {
                out.printf(LINE, "  " + call.getKey(), perSecond(more), "");
              }
            });
    out.printf(
        LINE,
        "requests to the forge, per second",
        perSecond((double) (end.forgeRequests() - begin.forgeRequests())),
        "");
    out.printf(
        LINE,
        "requests to Batch, per second",
        perSecond((double) (end.batchRequests() - begin.batchRequests())),
        "");
  }

  private void printUse(PrintStream out) {
    out.printf(LINE, "cores used by the worker", cores(end.workerCpu(), begin.workerCpu()), "");
    out.printf(LINE, "cores used by Temporal", cores(end.temporalCpu(), begin.temporalCpu()), "");
    out.printf(LINE, "heap of the worker, MB", heapMegabytes, options.heapMegabytes);
    out.printf(LINE, "resident memory of the worker, MB", workerMegabytes, "");
    out.printf(LINE, "heap of the gateway, MB", gateway.heapMegabytes(), options.heapMegabytes);
    out.printf(LINE, "resident memory of the gateway, MB", gateway.residentMegabytes(), "");
    out.printf(LINE, "threads of the gateway", gateway.threads(), "");
    out.printf(LINE, "threads of the worker", threads.get(threads.size() - 1).all(), "");
    out.printf(LINE, "resident memory of Temporal, MB", temporalMegabytes, "");
  }

  private static String range(List<Long> lengths) {
    LongSummaryStatistics all = lengths.stream().mapToLong(Long::longValue).summaryStatistics();
    return all.getMin() + " to " + all.getMax();
  }

  private static double sum(Reading reading) {
    return reading.calls().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private Duration seconds() {
    return Duration.ofNanos(end.at() - begin.at());
  }

  private String cores(Duration last, Duration first) {
    return perSecond(last.minus(first).toNanos() / 1e9);
  }

  private String perSecond(double more) {
    return "%.2f".formatted(more * 1e9 / (end.at() - begin.at()));
  }
}
