package dev.mayfly.console.jobs;

import dev.mayfly.workflows.sweep.SweepReport;
import org.jspecify.annotations.Nullable;

/**
 * A forge's sweep.
 *
 * @param phase as Temporal lists it: {@code SWEEPING}, or {@code FAILING} where its last pass was
 *     not complete; absent before its first step.
 * @param report what it says itself; absent while no worker answers for it.
 * @param temporal its page in Temporal's Web UI.
 */
public record SweepView(
    String forge, @Nullable String phase, @Nullable SweepReport report, String temporal) {

  SweepView saying(@Nullable SweepReport said) {
    return new SweepView(forge, phase, said, temporal);
  }
}
