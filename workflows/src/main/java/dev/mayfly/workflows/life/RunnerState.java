package dev.mayfly.workflows.life;

import dev.mayfly.workflows.life.LifeStatus.PhaseEntry;
import dev.mayfly.workflows.step.WaitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of one runner: what is known of it, and why it is to leave. Messages set it at any
 * time; the attempt's story looks at it wherever it waits.
 */
final class RunnerState {

  private final long ownJob;
  private final Runnable onChange;
  private final List<PhaseEntry> phases = new ArrayList<>();
  private final Map<ReleaseReason, String> leaves = new EnumMap<>(ReleaseReason.class);
  private @Nullable Long takenJob;
  private boolean jobDone;
  private boolean unanswered;
  private boolean unasked;
  private Duration extension = Duration.ZERO;
  private Duration unused = Duration.ZERO;
  private @Nullable Quarantine quarantine;
  private @Nullable String group;
  private WaitResult.@Nullable VersionEnd versionEnd;
  private WaitResult.@Nullable Started start;
  private @Nullable End verdict;
  private boolean stuck;
  private @Nullable End end;

  /**
   * @param ownJob the job that the runner was made for.
   * @param onChange publishes a change.
   */
  RunnerState(long ownJob, Runnable onChange) {
    this.ownJob = ownJob;
    this.onChange = onChange;
  }

  // What has become known.

  /** Notes that the forge did not say whether its job needs a runner. */
  void madeUnanswered() {
    unanswered = true;
  }

  /** Notes that it has no turn, since its pool could not be asked for one. */
  void madeUnasked() {
    unasked = true;
  }

  /** Notes a job that it took: the life's own, another life's, or (0) an unknown one. */
  void took(long jobId) {
    // A preempted node may run the container again after its job, and it may take a second one.
    boolean isSecond = jobDone && jobId != 0 && takenJob != null && jobId != takenJob;
    if (takenJob == null || takenJob == 0 || isSecond) {
      takenJob = jobId;
      jobDone = false;
    }
    onChange.run();
  }

  /** Notes that it has an unknown job, whatever became of one that it had before. */
  void hasJobAfterAll() {
    takenJob = 0L;
    jobDone = false;
    verdict = null;
    stuck = false;
    onChange.run();
  }

  /** Notes that the forge reported the job that it had as completed. */
  void jobCompleted() {
    jobDone = true;
  }

  /** Notes what was seen of its task's start on a node. */
  void started(WaitResult.Started seen) {
    start = seen;
  }

  /** Notes the runner group that it registers in, in words. */
  void registersIn(@Nullable String itsGroup) {
    group = itsGroup;
  }

  /** Notes what was seen of it as it came online. */
  void online(WaitResult.Online seen) {
    versionEnd = seen.ends();
  }

  void enter(Phase phase, Instant at) {
    if (phase != phase()) {
      phases.add(new PhaseEntry(phase, at));
      onChange.run();
    }
  }

  /** Notes how it ends, once all of it is removed. */
  void ending(End how) {
    verdict = how;
  }

  void ended(End how) {
    end = how;
  }

  // Why it is to leave, and what else is wished.

  /** Lets it go for an operator; the first who asked for that explains its end. */
  void letGo(String cause) {
    leaves.putIfAbsent(ReleaseReason.OPERATOR, cause);
  }

  void notNeeded(String cause) {
    leaves.put(ReleaseReason.NOT_NEEDED, cause);
  }

  void keepAsSpare() {
    leaves.put(ReleaseReason.SPARE, "its job runs on another runner");
  }

  /** Takes it back where it has not left yet: a second runner would be one too many. */
  void neededAgain() {
    leaves.remove(ReleaseReason.NOT_NEEDED);
    leaves.remove(ReleaseReason.SPARE);
  }

  void hold() {
    leaves.put(ReleaseReason.HELD, "its job may not run yet");
  }

  void resume() {
    leaves.remove(ReleaseReason.HELD);
  }

  void force() {
    leaves.put(ReleaseReason.FORCED, ReleaseReason.BY_FORCE);
  }

  /** Moves every deadline that it has still to meet by so much. */
  void extend(Duration by) {
    extension = extension.plus(by);
    unused = unused.plus(by);
  }

  /** Keeps its node and its task for a while when it is over, for an operator to look at. */
  void quarantine(Quarantine wish) {
    quarantine = wish;
  }

  void endQuarantine() {
    quarantine = null;
  }

  // What follows.

  boolean isUnanswered() {
    return unanswered;
  }

  boolean isUnasked() {
    return unasked;
  }

  /** Returns by how much its deadlines were moved, all in all. */
  Duration extension() {
    return extension;
  }

  /** Takes what is left of the extension, for a deadline that has just passed; zero if taken. */
  Duration takeExtension() {
    Duration more = unused;
    unused = Duration.ZERO;
    return more;
  }

  /** Returns what was seen of its task's start on a node; empty: nothing. */
  Optional<WaitResult.Started> start() {
    return Optional.ofNullable(start);
  }

  Optional<String> group() {
    return Optional.ofNullable(group);
  }

  /** Returns the end of its version; empty unless it is near. */
  Optional<WaitResult.VersionEnd> versionEnd() {
    return Optional.ofNullable(versionEnd);
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
    return leaves.containsKey(ReleaseReason.FORCED);
  }

  /** Returns whether it is to be taken back while no node has started it. */
  boolean isUnwanted() {
    return !leaves.isEmpty();
  }

  /** Returns whether its registration is to be removed now; one that has a job stays. */
  boolean mustLeave() {
    return !isTaken() && leaves.keySet().stream().anyMatch(ReleaseReason::removesIdle);
  }

  /** Returns whether the life's job may still come to run here. */
  boolean isHopeful() {
    return phase().compareTo(Phase.CLEANING_UP) < 0
        && !tookAnother()
        && leaves.keySet().stream().noneMatch(ReleaseReason::isFinal);
  }

  /** Returns whether it may have taken a job unheard: it is there, and had none. */
  boolean mayTakeJob() {
    return phase().compareTo(Phase.CLEANING_UP) < 0 && !isTaken();
  }

  boolean isOnline() {
    return phase() == Phase.ONLINE || phase() == Phase.BUSY;
  }

  String whyUnwanted() {
    return ReleaseReason.explain(leaves);
  }

  /** Returns the end that is due when it is done with its job, or ended by force. */
  End endNow() {
    if (takenJob == null) {
      return new End.Released(whyUnwanted());
    }
    return new End.RanJob(
        takenJob,
        !jobDone
            ? whyUnwanted()
            : tookAnother()
                ? "the forge reported the job that it took instead as completed"
                : "the forge reported its job as completed");
  }

  /** Notes that its removal failed, and is tried again. */
  void stuck() {
    stuck = true;
  }

  /**
   * Returns its end; before it is cleaned up, the one that is due if the pool is at fault or its
   * removal is stuck, since that may take for ever.
   */
  Optional<End> verdict() {
    boolean isKnown = end == null && (stuck || (verdict instanceof End.Failed f && f.poolFault()));
    return Optional.ofNullable(isKnown ? verdict : end);
  }

  /** Returns its end, or the one that it is about to have, as soon as that is known. */
  Optional<End> due() {
    return Optional.ofNullable(end == null ? verdict : end);
  }

  /** Returns whether its removal has failed and is tried again. */
  boolean isStuck() {
    return stuck;
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
