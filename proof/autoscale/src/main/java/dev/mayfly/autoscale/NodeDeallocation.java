package dev.mayfly.autoscale;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The fate of the tasks on a node that is taken away; the service's default is the first. */
public enum NodeDeallocation {
  REQUEUE,
  TERMINATE,
  TASKCOMPLETION,
  RETAINEDDATA;

  /** As formulas write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<NodeDeallocation> of(String word) {
    return Arrays.stream(values()).filter(option -> option.word().equals(word)).findFirst();
  }
}
