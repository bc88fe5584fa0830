package dev.mayfly.gateway.source;

import com.codahale.metrics.health.HealthCheck;

/** Red while {@code enforce} has to turn away everything of a GitHub whose ranges are not known. */
public final class SourcesHealthCheck extends HealthCheck {

  private final Sources sources;

  public SourcesHealthCheck(Sources sources) {
    this.sources = sources;
  }

  @Override
  protected Result check() {
    return sources.unknown().isEmpty()
        ? Result.healthy()
        : Result.unhealthy(
            "the ranges that webhooks come from (/meta) could not be read yet for "
                + String.join(", ", sources.unknown()));
  }
}
