package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.WorkflowRun.Repository;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** Assigns jobs to runners: the oldest job first, to any idle, online runner that suits it. */
final class Assignment {

  private Assignment() {}

  /** Gives out what can be given out now. */
  static void of(
      Collection<WorkflowJob> jobs,
      List<Runner> online,
      BiPredicate<Runner, WorkflowJob> suits,
      Instant now) {
    // What no runner suits, none suits a moment later: thousands of jobs may wait for the same.
    Set<Wish> unserved = new HashSet<>();
    jobs.stream()
        .filter(WorkflowJob::isOpen)
        .sorted(Comparator.comparing((WorkflowJob job) -> job.created).thenComparing(job -> job.id))
        .filter(job -> !unserved.contains(Wish.of(job)))
        .forEach(
            job ->
                online.stream()
                    .filter(runner -> suits.test(runner, job))
                    .findFirst()
                    .ifPresentOrElse(
                        runner -> give(job, runner, now), () -> unserved.add(Wish.of(job))));
  }

  /** All that decides which runners suit a job. */
  private record Wish(Repository repository, List<String> labels) {
    static Wish of(WorkflowJob job) {
      return new Wish(job.run.repository, job.plan.labels());
    }
  }

  private static void give(WorkflowJob job, Runner runner, Instant now) {
    job.runner = runner;
    job.given = now;
    runner.job = job;
  }
}
