package dev.mayfly.local;

import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A line for every phase that a runner enters, each of them once. */
public final class PhaseLines {

  private final PrintStream out;
  private final long began = System.nanoTime();
  private final Map<String, Integer> told = new HashMap<>();

  public PhaseLines(PrintStream out) {
    this.out = out;
  }

  /** Prints what is new in a life. */
  public void tell(String job, LifeStatus life) {
    life.attempts().forEach(attempt -> tell(job, attempt));
  }

  private void tell(String job, AttemptStatus attempt) {
    List<LifeStatus.PhaseEntry> phases = attempt.phases();
    for (int i = told.getOrDefault(attempt.runner(), 0); i < phases.size(); i++) {
      out.printf(
          "%6.1f s  %-40s %-24s %s%n",
          elapsed().toMillis() / 1000.0, attempt.runner(), job, phases.get(i).phase());
    }
    told.put(attempt.runner(), phases.size());
  }

  /** Returns how long it has been. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
