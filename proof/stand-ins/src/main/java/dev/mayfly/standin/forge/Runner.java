package dev.mayfly.standin.forge;

import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A registration. Guarded by the model. */
final class Runner {

  final long id;
  final Scope scope;
  final String name;
  final List<String> labels;
  final boolean ephemeral;
  final long groupId;

  /** The secret that the runner proves itself with, once it has one. */
  @Nullable String session;

  /** The version of its program, once that has told. */
  @Nullable String version;

  @Nullable Instant lastSeen;
  @Nullable WorkflowJob job;

  /** The last one that it was done with. */
  @Nullable WorkflowJob done;

  /**
   * Planted by a test: there is no process behind it, so it takes no job. Rule
   * gh-unassigned-runner.
   */
  boolean planted;

  /** It is given no further job. */
  boolean disabled;

  /** Planted as if it had a job. */
  boolean plantedBusy;

  Runner(long id, Scope scope, String name, List<String> labels, boolean ephemeral, long groupId) {
    this.id = id;
    this.scope = scope;
    this.name = name;
    this.labels = List.copyOf(labels);
    this.ephemeral = ephemeral;
    this.groupId = groupId;
  }

  boolean isOnline(Instant now, Duration offlineAfter) {
    return lastSeen != null && !lastSeen.plus(offlineAfter).isBefore(now);
  }

  /**
   * Returns whether it may take this job: idle, of the job's scope, with all of the job's labels.
   * Rule gh-any-idle-runner. Rule gh-labels-any-case.
   *
   * @param exactly whether capital letters count.
   */
  boolean suits(WorkflowJob wanted, boolean exactly) {
    WorkflowRun.Repository repository = wanted.run.repository;
    return !isBusy()
        && !planted
        && !disabled
        && !(ephemeral && done != null)
        && (scope.agentPool() != null
            || scope.covers(
                repository.fullName(), repository.organization(), repository.organization()))
        && (exactly
            ? labels.containsAll(wanted.plan.labels())
            : lowerCase(labels).containsAll(lowerCase(wanted.plan.labels())));
  }

  boolean isBusy() {
    return job != null || plantedBusy;
  }

  private static Set<String> lowerCase(List<String> labels) {
    return labels.stream().map(label -> label.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
