package dev.mayfly.acceptance.crash;

/** The ports at which everything listens, on loopback. */
record Endpoints(
    int github,
    int batch,
    int temporal,
    int temporalUi,
    int wire,
    int gateway,
    int gatewayAdmin,
    int workerAdmin) {}
