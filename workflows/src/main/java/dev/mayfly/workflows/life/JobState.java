package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.step.JobStatus;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a life's job, as signals and the forge's answers tell it. A signal may be late,
 * repeated or lost; what cannot be taken at its word only raises a doubt, and the life asks the
 * forge.
 */
final class JobState {

  enum State {
    QUEUED,
    WAITING,
    IN_PROGRESS,
    COMPLETED
  }

  private State state = State.QUEUED;
  private @Nullable String runner;
  private @Nullable String conclusion;
  private boolean doubtful;
  private boolean saidCompleted;
  private @Nullable String saidBy;
  private boolean queuedSince;
  private int version;

  State state() {
    return state;
  }

  Optional<String> runner() {
    return Optional.ofNullable(runner);
  }

  Optional<String> conclusion() {
    return Optional.ofNullable(conclusion);
  }

  boolean isQueued() {
    return state == State.QUEUED;
  }

  /** Returns whether no runner has the job yet, and it is not over: it needs a runner. */
  boolean isUntaken() {
    return state == State.QUEUED || state == State.WAITING;
  }

  boolean isTakenBy(RunnerName name) {
    return runner().flatMap(RunnerName::parse).filter(name::equals).isPresent();
  }

  /** Returns why it needs no runner, once that is so. */
  String whyNotNeeded() {
    return runner == null
        ? "the job is over without a runner: " + conclusion().orElse("no conclusion")
        : "the job was taken by runner " + runner;
  }

  /** Returns whether a signal said something that only the forge can confirm. */
  boolean isDoubtful() {
    return doubtful;
  }

  /** Returns whether {@code queued} came after the job was settled: a rerun, or an old event. */
  boolean isQueuedSince() {
    return queuedSince;
  }

  /**
   * Returns whether such a {@code queued} came though the completion before it was never heard of,
   * and nothing since this version.
   */
  boolean isRerunOfUnfinished(int asOf) {
    return version == asOf && queuedSince && state == State.IN_PROGRESS;
  }

  /** Forgets it, as lives that began with older code did. */
  void forgetRerun() {
    queuedSince = false;
  }

  /** Returns whether the job is over, and nothing heard since leaves that open. */
  boolean isSettled() {
    return state == State.COMPLETED && !queuedSince;
  }

  /** Grows with every signal, so that an answer of the forge can be told from an older one. */
  int version() {
    return version;
  }

  /** Returns whether a completion was told that has yet to be asked about. */
  boolean isSaidToBeOver() {
    return isUntaken() && saidCompleted;
  }

  /** Notes that another run was queued, whatever became of the one before. */
  void queuedAgain() {
    queuedSince = true;
  }

  void queued() {
    version++;
    if (!isUntaken()) {
      queuedSince = true;
    }
    if (state == State.WAITING) {
      doubtful = true;
    }
  }

  void waiting() {
    version++;
    doubtful |= isUntaken();
  }

  void inProgress(@Nullable String by) {
    version++;
    if (state != State.COMPLETED) {
      taken(State.IN_PROGRESS, by);
    }
  }

  /** Notes a completion: one that names the runner is believed, any other is asked about. */
  void completed(@Nullable String by, @Nullable String how) {
    if (by == null && runner == null) {
      saidCompleted(null, how);
      return;
    }
    version++;
    taken(State.COMPLETED, by == null ? runner : by);
    conclusion = how;
  }

  /** Returns whether a runner had it, and it was over with another conclusion. */
  boolean isCompletedOtherwise(@Nullable String how) {
    return state == State.COMPLETED && runner != null && !Objects.equals(conclusion, how);
  }

  /** Notes that a later run of the job is over, and that no runner had it. */
  void completedUntaken(@Nullable String how) {
    version++;
    taken(State.COMPLETED, null);
    conclusion = how;
  }

  /** Notes a completion that has to be asked about; it stands if the forge will not say. */
  void saidCompleted(@Nullable String by, @Nullable String how) {
    version++;
    saidCompleted = true;
    saidBy = by;
    doubtful = true;
    conclusion = how;
  }

  /** Notes what the forge says, if nothing has been heard since it was asked. */
  void learn(JobStatus answer, int versionWhenAsked) {
    if (version != versionWhenAsked) {
      return;
    }
    boolean isRerun = queuedSince;
    doubtful = false;
    queuedSince = false;
    switch (answer.status()) {
      case UNKNOWN -> unanswered(isRerun);
      case QUEUED -> untaken(State.QUEUED);
      case WAITING -> untaken(State.WAITING);
      case IN_PROGRESS -> taken(State.IN_PROGRESS, answer.runner());
      case COMPLETED -> {
        taken(State.COMPLETED, answer.runner());
        conclusion = answer.conclusion();
      }
    }
  }

  /** Goes by the signals where the forge will not say (403, 404); a queued job is provided for. */
  private void unanswered(boolean isRerun) {
    if (isRerun) {
      untaken(State.QUEUED);
      return;
    }
    if (saidCompleted || state == State.IN_PROGRESS) {
      state = State.COMPLETED;
      runner = runner == null ? saidBy : runner;
    } else if (state == State.WAITING) {
      state = State.QUEUED;
    }
  }

  private void untaken(State now) {
    saidCompleted = false;
    state = now;
    runner = null;
    conclusion = null;
  }

  private void taken(State now, @Nullable String by) {
    state = now;
    runner = by;
    doubtful = false;
  }
}
