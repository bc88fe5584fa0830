package dev.mayfly.bench.stack;

import java.io.IOException;

/**
 * The memory and threads that a service holds.
 *
 * @param heapMegabytes garbage included.
 */
public record Footprint(long residentMegabytes, long heapMegabytes, int threads) {

  public static Footprint of(ServiceProcess service) throws IOException, InterruptedException {
    return new Footprint(
        service.process().residentMegabytes(), service.heapMegabytes(), service.threads().all());
  }
}
