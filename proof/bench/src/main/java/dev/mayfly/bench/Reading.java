package dev.mayfly.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * All counters at one moment; they only grow.
 *
 * @param at nanoseconds of this JVM's clock.
 * @param calls to Temporal, by operation.
 */
record Reading(
    long at,
    Map<String, Double> calls,
    long forgeRequests,
    long batchRequests,
    Duration workerCpu,
    Duration temporalCpu) {

  Reading {
    calls = Map.copyOf(calls);
  }

  static Reading of(BenchStack stack) throws IOException, InterruptedException {
    return new Reading(
        System.nanoTime(),
        stack.temporal().calls(),
        sum(stack.github().server().requests(), " api/"),
        sum(stack.batch().server().requests(), " jobs"),
        stack.worker().process().cpu(),
        stack.temporal().process().cpu());
  }

  private static long sum(Map<String, Long> requests, String prefix) {
    return requests.entrySet().stream()
        .filter(route -> route.getKey().contains(prefix))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
