package dev.mayfly.acceptance.crash;

import dev.mayfly.local.stack.Ports;

/**
 * The ports at which everything listens, on loopback.
 *
 * @param proxy between gateway and Temporal.
 */
record Endpoints(
    int github,
    int batch,
    int temporal,
    int proxy,
    int gateway,
    int gatewayAdmin,
    int workerAdmin,
    int secondWorkerAdmin) {

  /** Returns free ports beside a proxy that runs already. */
  static Endpoints free(int temporal, int proxy) {
    return new Endpoints(
        Ports.free(),
        Ports.free(),
        temporal,
        proxy,
        Ports.free(),
        Ports.free(),
        Ports.free(),
        Ports.free());
  }
}
