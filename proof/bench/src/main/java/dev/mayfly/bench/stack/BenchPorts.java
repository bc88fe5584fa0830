package dev.mayfly.bench.stack;

import dev.mayfly.local.stack.Ports;
import java.net.URI;

/**
 * Where everything listens, all on loopback.
 *
 * @param direct a second gateway, which makes a call to Temporal for each event.
 * @param secondAdmin that of a second worker.
 * @param batch the address of the Batch stand-in.
 */
public record BenchPorts(
    int gateway,
    int gatewayAdmin,
    int direct,
    int directAdmin,
    int workerAdmin,
    int secondAdmin,
    int github,
    URI batch) {

  /** Free ports, for a Batch stand-in that runs already. */
  public static BenchPorts free(URI batch) {
    return new BenchPorts(
        Ports.free(),
        Ports.free(),
        Ports.free(),
        Ports.free(),
        Ports.free(),
        Ports.free(),
        Ports.free(),
        batch);
  }
}
