package dev.mayfly.worker;

import com.codahale.metrics.health.HealthCheck;
import dev.mayfly.worker.sweep.SweepKeeper;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.SweepState;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Healthy while the sweeps make complete rounds: until they do, what is lost stays lost. */
final class SweepHealthCheck extends HealthCheck {

  private final SweepKeeper keeper;
  private final Supplier<List<LifeId>> notBegun;

  /**
   * @param notBegun the lives that nothing has begun with though they were looked for twice.
   */
  SweepHealthCheck(SweepKeeper keeper, Supplier<List<LifeId>> notBegun) {
    this.keeper = keeper;
    this.notBegun = notBegun;
  }

  @Override
  protected Result check() {
    List<LifeId> standing = notBegun.get();
    if (!standing.isEmpty()) {
      return Result.unhealthy(
          "%d lives have not begun, %s among them: no worker completes their first step; the Web UI"
              + " shows why at its workflow task",
          standing.size(), standing.get(0));
    }
    List<SweepId> late =
        keeper.sweeps().stream()
            .filter(sweep -> keeper.sinceSuccess(sweep).compareTo(keeper.patience(sweep)) > 0)
            .toList();
    String lines =
        (late.isEmpty() ? keeper.sweeps() : late)
            .stream().map(this::line).collect(Collectors.joining("; "));
    return late.isEmpty() ? Result.healthy("%s", lines) : Result.unhealthy("%s", lines);
  }

  private String line(SweepId sweep) {
    String failure =
        keeper
            .state(sweep)
            .map(SweepState::failure)
            .map(why -> ", the last round was not complete: " + why)
            .orElse("");
    String last =
        keeper.state(sweep).map(SweepState::lastSuccess).filter(Objects::nonNull).isPresent()
            ? "last complete round %d s ago"
            : "no complete round yet, for %d s";
    return sweep + ": " + last.formatted(keeper.sinceSuccess(sweep).toSeconds()) + failure;
  }
}
