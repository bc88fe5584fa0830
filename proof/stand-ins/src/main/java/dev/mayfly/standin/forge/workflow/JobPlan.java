package dev.mayfly.standin.forge.workflow;

import java.util.List;

/**
 * A job as the workflow file asks for it, one of several where there is a matrix.
 *
 * @param key its key in the file, which {@code needs} refers to; a matrix shares one.
 * @param gated whether it names an environment, and so waits for somebody's approval.
 */
public record JobPlan(
    String key,
    String name,
    List<String> labels,
    List<String> needs,
    JobContainers containers,
    List<StepPlan> steps,
    boolean gated) {

  public JobPlan {
    labels = List.copyOf(labels);
    needs = List.copyOf(needs);
    steps = List.copyOf(steps);
  }
}
