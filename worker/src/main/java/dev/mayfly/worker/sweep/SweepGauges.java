package dev.mayfly.worker.sweep;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.SweepState;
import dev.mayfly.workflows.sweep.SweepState.Counts;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The sweeps as metrics, {@code sweep.<forge>.…}: what they did since they first began. */
public final class SweepGauges {

  private final SweepKeeper keeper;

  public SweepGauges(SweepKeeper keeper) {
    this.keeper = keeper;
  }

  /** Registers the gauges of every sweep; reading them never waits. */
  public void register(MetricRegistry metrics) {
    for (SweepId sweep : keeper.sweeps()) {
      String prefix = "sweep." + sweep.forge();
      metrics.gauge(
          MetricRegistry.name(prefix, "lastSuccessAge"),
          () -> () -> keeper.sinceSuccess(sweep).toSeconds());
      metrics.gauge(MetricRegistry.name(prefix, "bound"), () -> () -> bound(sweep).toSeconds());
      metrics.gauge(
          MetricRegistry.name(prefix, "givenUp"),
          () -> () -> keeper.state(sweep).map(state -> state.givenUp().size()).orElse(0));
      metrics.gauge(MetricRegistry.name(prefix, "rounds"), () -> count(sweep, Counts::rounds));
      metrics.gauge(MetricRegistry.name(prefix, "provided"), () -> count(sweep, Counts::provided));
      metrics.gauge(
          MetricRegistry.name(prefix, "redelivered"), () -> count(sweep, Counts::redelivered));
      metrics.gauge(MetricRegistry.name(prefix, "removed"), () -> count(sweep, Counts::removed));
      metrics.gauge(MetricRegistry.name(prefix, "kept"), () -> count(sweep, Counts::kept));
    }
  }

  private Duration bound(SweepId sweep) {
    Optional<SweepState> state = keeper.state(sweep);
    return state.map(SweepState::bound).orElse(Duration.ZERO);
  }

  private Gauge<Long> count(SweepId sweep, ToLongFunction<Counts> what) {
    return () -> keeper.state(sweep).map(SweepState::counts).map(what::applyAsLong).orElse(0L);
  }
}
