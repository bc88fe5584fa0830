package dev.mayfly.standin.forge.workflow;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A step as the workflow file asks for it: either a script to run or an action to use. */
public record StepPlan(
    String name, @Nullable String run, @Nullable String uses, Map<String, String> env) {

  public StepPlan {
    env = Map.copyOf(env);
  }
}
