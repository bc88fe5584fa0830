package dev.mayfly.workflows.life;

import dev.mayfly.workflows.life.LifeStatus.PhaseEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one runner, and what is wished of it. Messages set it at any time; the attempt's
 * story looks at it wherever it waits.
 */
final class RunnerState {

  private final long ownJob;
  private final Runnable onChange;
  private final List<PhaseEntry> phases = new ArrayList<>();
  private @Nullable Long takenJob;
  private boolean jobDone;
  private boolean unanswered;
  private boolean unasked;
  private @Nullable String letGo;
  private @Nullable String notNeeded;
  private boolean spare;
  private boolean held;
  private boolean forced;
  private Duration extension = Duration.ZERO;
  private Duration unused = Duration.ZERO;
  private @Nullable Quarantine quarantine;
  private @Nullable End end;

  /**
   * @param ownJob the job that the runner was made for.
   * @param onChange called when something changed that an onlooker would like to see.
   */
  RunnerState(long ownJob, Runnable onChange) {
    this.ownJob = ownJob;
    this.onChange = onChange;
  }

  // What has become known.

  /** It is made although the forge did not say whether its job needs one. */
  void madeUnanswered() {
    unanswered = true;
  }

  /** It is made without a turn, since its pool could not be asked for one. */
  void madeUnasked() {
    unasked = true;
  }

  /** It took a job: the life's own, another life's, or (0) nobody could say which. */
  void took(long jobId) {
    // A preempted node may run the container again after its job, and it may take a second one.
    boolean isSecond = jobDone && jobId != 0 && takenJob != null && jobId != takenJob;
    if (takenJob == null || takenJob == 0 || isSecond) {
      takenJob = jobId;
      jobDone = false;
    }
    onChange.run();
  }

  /** It has a job, nobody can say which, whatever became of one that it had before. */
  void hasJobAfterAll() {
    takenJob = 0L;
    jobDone = false;
    onChange.run();
  }

  /** The forge reported the job that it had as completed. */
  void jobCompleted() {
    jobDone = true;
  }

  void enter(Phase phase, Instant at) {
    if (phase != phase()) {
      phases.add(new PhaseEntry(phase, at));
      onChange.run();
    }
  }

  void ended(End how) {
    end = how;
  }

  // What is wished.

  /** An operator wants it gone: leaves as soon as it has no job. */
  void letGo(String cause) {
    if (letGo == null) {
      letGo = cause;
    }
  }

  /** Its job needs no runner: leaves as soon as it has no job, unless it is needed again first. */
  void notNeeded(String cause) {
    notNeeded = cause;
  }

  /** Not needed while its job may not run: may leave, but stays if it has not when that changes. */
  void hold(boolean on) {
    held = on;
  }

  /**
   * Its job runs on another of our runners, whose own job may be short of one: stays if it has
   * started.
   */
  void keepAsSpare() {
    spare = true;
  }

  /** Its job is queued again, and it may not have gone yet: a second one would be one too many. */
  void neededAgain() {
    notNeeded = null;
    spare = false;
  }

  /** Ends, job or no job: an operator asked for that by name, or the pool's job limit passed. */
  void force() {
    forced = true;
  }

  /** Every deadline that it has still to meet moves by so much. */
  void extend(Duration by) {
    extension = extension.plus(by);
    unused = unused.plus(by);
  }

  /** Its node and its task stay for a while when it is over, for somebody who wants to look. */
  void quarantine(Quarantine order) {
    quarantine = order;
  }

  void release() {
    quarantine = null;
  }

  // What follows.

  boolean isUnanswered() {
    return unanswered;
  }

  boolean isUnasked() {
    return unasked;
  }

  /** By how much its deadlines were moved, all in all. */
  Duration extension() {
    return extension;
  }

  /** What is left of the extension, for the deadline that has just passed; zero the next time. */
  Duration takeExtension() {
    Duration more = unused;
    unused = Duration.ZERO;
    return more;
  }

  Optional<Quarantine> quarantine() {
    return Optional.ofNullable(quarantine);
  }

  Optional<Long> takenJob() {
    return Optional.ofNullable(takenJob);
  }

  boolean isTaken() {
    return takenJob != null;
  }

  boolean isTakenWith(long jobId) {
    return takenJob != null && takenJob == jobId;
  }

  boolean tookAnother() {
    return takenJob != null && takenJob != ownJob;
  }

  boolean isJobDone() {
    return jobDone;
  }

  boolean isForced() {
    return forced;
  }

  /** Whether it is to be taken back while no node has started it. */
  boolean isUnwanted() {
    return isLeaving() || spare || held || forced;
  }

  /** Whether its registration is to be removed now; one that has a job stays. */
  boolean mustLeave() {
    return (isLeaving() || held) && !isTaken();
  }

  private boolean isLeaving() {
    return letGo != null || notNeeded != null;
  }

  /** Whether the life's job may still come to run here. */
  boolean isHopeful() {
    return phase().compareTo(Phase.CLEANING_UP) < 0 && !isLeaving() && !forced && !tookAnother();
  }

  /** Whether it may have taken a job that nobody has been told of: it is there, and had none. */
  boolean mayTakeJob() {
    return phase().compareTo(Phase.CLEANING_UP) < 0 && !isTaken();
  }

  boolean isOnline() {
    return phase() == Phase.ONLINE || phase() == Phase.BUSY;
  }

  String whyUnwanted() {
    String cause = letGo == null ? notNeeded : letGo;
    if (cause != null) {
      return forced ? "ended by force: " + cause : cause;
    }
    if (spare) {
      return "its job runs on another runner";
    }
    return held ? "its job may not run yet" : "ended by force";
  }

  /** The end that is due when it is done with its job, or ended by force. */
  End endNow() {
    if (takenJob == null) {
      return new End.Released(whyUnwanted());
    }
    return new End.RanJob(
        takenJob, jobDone ? "the forge reported its job as completed" : whyUnwanted());
  }

  Optional<End> end() {
    return Optional.ofNullable(end);
  }

  Phase phase() {
    return phases.isEmpty() ? Phase.REQUESTED : phases.get(phases.size() - 1).phase();
  }

  List<PhaseEntry> phases() {
    return List.copyOf(phases);
  }
}
