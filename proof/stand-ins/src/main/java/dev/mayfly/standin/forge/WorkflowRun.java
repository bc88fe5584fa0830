package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.workflow.JobPlan;
import dev.mayfly.standin.forge.workflow.WorkflowFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A workflow run and the jobs of its attempts. Guarded by the model. */
final class WorkflowRun {

  final long id;
  final Repository repository;
  final WorkflowFile workflow;
  final Instant created;
  final List<WorkflowJob> jobs = new ArrayList<>();
  int attempt = 1;
  boolean cancelled;

  WorkflowRun(long id, Repository repository, WorkflowFile workflow, Instant created) {
    this.id = id;
    this.repository = repository;
    this.workflow = workflow;
    this.created = created;
  }

  /**
   * A repository and the organization whose runners serve it.
   *
   * @param organization absent where its owner is a user.
   */
  record Repository(String fullName, @Nullable String organization) {

    String owner() {
      return fullName.substring(0, fullName.indexOf('/'));
    }

    String name() {
      return fullName.substring(fullName.indexOf('/') + 1);
    }
  }

  List<WorkflowJob> latestJobs() {
    return jobsOf(attempt);
  }

  /**
   * @throws ForgeRefusal when there was no such attempt.
   */
  List<WorkflowJob> jobsOf(int which) {
    if (which < 1 || which > attempt) {
      throw new ForgeRefusal(404, "Not Found");
    }
    return jobs.stream().filter(job -> job.attempt == which).toList();
  }

  /** The plans that no job exists of yet, or a blocked one, and whose needs are all over. */
  List<JobPlan> due() {
    Set<JobPlan> made = plansOf(job -> !job.blocked);
    Set<JobPlan> over = plansOf(WorkflowJob::isOver);
    return workflow.jobs().stream()
        .filter(plan -> !made.contains(plan))
        .filter(
            plan ->
                workflow.jobs().stream()
                    .filter(needed -> plan.needs().contains(needed.key()))
                    .allMatch(over::contains))
        .toList();
  }

  /** The job of a plan that was made before its turn. */
  @SuppressWarnings("ReferenceEquality") // a matrix may hold the same plan twice
  Optional<WorkflowJob> blocked(JobPlan plan) {
    return latestJobs().stream().filter(job -> job.blocked && job.plan == plan).findFirst();
  }

  // By identity, for the same reason.
  private Set<JobPlan> plansOf(Predicate<WorkflowJob> which) {
    Set<JobPlan> plans = Collections.newSetFromMap(new IdentityHashMap<>());
    latestJobs().stream().filter(which).forEach(job -> plans.add(job.plan));
    return plans;
  }

  /** Returns whether everything that a plan needs went well. */
  boolean allows(JobPlan plan) {
    return !cancelled
        && latestJobs().stream()
            .filter(job -> plan.needs().contains(job.plan.key()))
            .allMatch(job -> "success".equals(job.conclusion));
  }

  boolean isOver() {
    List<WorkflowJob> latest = latestJobs();
    return latest.size() == workflow.jobs().size() && latest.stream().allMatch(WorkflowJob::isOver);
  }

  String status() {
    if (isOver()) {
      return "completed";
    }
    List<WorkflowJob> latest = latestJobs();
    if (latest.stream().allMatch(job -> job.status.equals("waiting") || job.isOver())) {
      return "waiting";
    }
    // Rule gh-run-in-progress.
    boolean begun = latest.stream().anyMatch(job -> job.started != null || job.isOver());
    return begun ? "in_progress" : "queued";
  }

  @Nullable String conclusion() {
    if (!isOver()) {
      return null;
    }
    for (String worst : List.of("cancelled", "failure")) {
      if (latestJobs().stream().anyMatch(job -> worst.equals(job.conclusion))) {
        return worst;
      }
    }
    return "success";
  }

  Instant updated() {
    return jobs.stream()
        .map(job -> job.completed)
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .orElse(created);
  }
}
