package dev.mayfly.bench.footprint;

/**
 * A service that is measured, and its bounds for 2 cores. Needs the JDK alone, as all that help and
 * completion load.
 */
enum Kind {
  GATEWAY("gateway", "webhook-gateway", 130, 1.3),
  WORKER("worker", "worker", 170, 1.6),
  SERVE("serve", "serve", 300, 4.3);

  private final String word;
  private final String module;
  private final int mostMegabytes;
  private final double mostSeconds;

  Kind(String word, String module, int mostMegabytes, double mostSeconds) {
    this.word = word;
    this.module = module;
    this.mostMegabytes = mostMegabytes;
    this.mostSeconds = mostSeconds;
  }

  String module() {
    return module;
  }

  int mostMegabytes() {
    return mostMegabytes;
  }

  double mostSeconds() {
    return mostSeconds;
  }

  /** Returns its name as a command, which its file has too. */
  @Override
  public String toString() {
    return word;
  }
}
