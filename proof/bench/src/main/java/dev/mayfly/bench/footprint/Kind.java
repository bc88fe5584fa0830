package dev.mayfly.bench.footprint;

import com.google.common.base.Ascii;

/** A service that is measured, and its bounds (issue 20, for 2 cores). */
enum Kind {
  GATEWAY("webhook-gateway", 130, 1.3),
  WORKER("worker", 170, 1.6),
  SERVE("serve", 300, 4.3);

  private final String module;
  private final int mostMegabytes;
  private final double mostSeconds;

  Kind(String module, int mostMegabytes, double mostSeconds) {
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
    return Ascii.toLowerCase(name());
  }
}
