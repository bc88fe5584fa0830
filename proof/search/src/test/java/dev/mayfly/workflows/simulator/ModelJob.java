package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.simulator.Script.Trait;
import dev.mayfly.workflows.step.JobStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A job as GitHub knows it. */
final class ModelJob {

  /** A run of it that is over. */
  record Ran(@Nullable String runner, String conclusion) {}

  final long id;
  final Script.Job script;
  final List<String> labels;
  // When it was made, or made anew under the same id.
  long createdAt;
  final List<Ran> history = new ArrayList<>();
  JobStatus.Status status;
  @Nullable String runner;
  @Nullable Long runnerId;
  @Nullable String conclusion;
  long changedAt;
  // Since when it has needed a runner, or an approval.
  long neededSince;
  // A runner has been given the job and has not taken it up yet.
  boolean offered;
  // For the checks only.
  int timesTaken;

  ModelJob(long id, Script.Job script, long createdAt) {
    this.id = id;
    this.script = script;
    List<String> usual = labelsOf(script.labels());
    this.labels =
        script.get(Trait.CAPITALS) == 0
            ? usual
            : usual.stream().map(label -> label.toUpperCase(Locale.ROOT)).toList();
    this.createdAt = createdAt;
    this.changedAt = createdAt;
    this.neededSince = createdAt;
    this.status = isGated() ? JobStatus.Status.WAITING : JobStatus.Status.QUEUED;
  }

  static List<String> labelsOf(Script.Labels which) {
    return switch (which) {
      case PLAIN -> List.of("self-hosted", "linux");
      case LARGE -> List.of("self-hosted", "linux", "large");
      case GPU -> List.of("self-hosted", "gpu");
      case JIT -> List.of("self-hosted", "jit");
    };
  }

  boolean isGated() {
    return script.get(Trait.OPENS) != 0;
  }

  boolean is(JobStatus.Status which) {
    return status == which;
  }

  /** Returns whether it has a runner, or needs none any more. */
  boolean isServed() {
    return is(JobStatus.Status.COMPLETED) || is(JobStatus.Status.IN_PROGRESS);
  }

  boolean isOfOurs() {
    return runner != null && runner.startsWith(FleetRun.INSTALLATION);
  }
}
