package dev.mayfly.workflows.life;

import dev.mayfly.workflows.explanation.AttemptFacts;
import dev.mayfly.workflows.explanation.JobStanding;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.explanation.Step;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.life.LifeStatus.PhaseEntry;
import dev.mayfly.workflows.step.WaitResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A life as facts, from which it is explained. */
final class FactsReport {

  private FactsReport() {}

  /**
   * @param isOurs whether the runner that has the job is this installation's.
   */
  static LifeFacts of(
      RunnerRequest request,
      JobState job,
      boolean isOurs,
      Attempts attempts,
      LifeMessages messages,
      LifeTimes times,
      boolean isSpent,
      @Nullable Outcome outcome) {
    return new LifeFacts(
        request.lifeId().toString(),
        job(request),
        times.begun(),
        standing(job.state()),
        job.runner().orElse(null),
        isOurs,
        job.conclusion().orElse(null),
        times.settled(),
        times.held(),
        times.next(),
        isSpent,
        messages
            .cancelled()
            .map(it -> new LifeFacts.Cancelled(it.by(), it.reason(), it.force()))
            .orElse(null),
        outcome == null ? null : outcome(outcome, times),
        attempts.stream().map(FactsReport::attempt).toList());
  }

  private static LifeFacts.Job job(RunnerRequest request) {
    JobRef job = request.job();
    return new LifeFacts.Job(
        job.forge(),
        job.id(),
        job.repository(),
        job.workflow(),
        job.name(),
        job.url(),
        request.pool(),
        request.limited(),
        request.cancelRunWhenSpent());
  }

  private static JobStanding standing(JobState.State state) {
    return switch (state) {
      case QUEUED -> JobStanding.QUEUED;
      case WAITING -> JobStanding.WAITING;
      case IN_PROGRESS -> JobStanding.IN_PROGRESS;
      case COMPLETED -> JobStanding.COMPLETED;
    };
  }

  private static LifeFacts.Outcome outcome(Outcome outcome, LifeTimes times) {
    String runner = outcome instanceof Outcome.Completed completed ? completed.runner() : null;
    return new LifeFacts.Outcome(outcome.kind(), runner, outcome.cause(), times.over());
  }

  private static AttemptFacts attempt(Attempt attempt) {
    RunnerState state = attempt.state();
    Optional<WaitResult.Started> start = state.start();
    return new AttemptFacts(
        attempt.name().toString(),
        steps(state.phases()),
        state.due().map(FactsReport::end).orElse(null),
        state.isStuck(),
        state.tookAnother() ? state.takenJob().orElse(0L) : null,
        state.isUnwanted() ? state.whyUnwanted() : null,
        start.map(WaitResult.Started::node).orElse(null),
        start.filter(it -> it.startTime() == null).isPresent(),
        state.quarantine().map(FactsReport::kept).orElse(null),
        attempt.address().orElse(null),
        state.group().orElse(null),
        state
            .versionEnd()
            .map(it -> new AttemptFacts.VersionEnds(it.version(), it.at()))
            .orElse(null));
  }

  private static AttemptFacts.Kept kept(Quarantine wish) {
    return new AttemptFacts.Kept(wish.by(), wish.reason(), wish.lasts());
  }

  private static AttemptFacts.End end(End end) {
    boolean isOfPool = end instanceof End.Failed failed && failed.poolFault();
    return new AttemptFacts.End(end.kind(), end.cause(), isOfPool);
  }

  private static List<AttemptFacts.Reached> steps(List<PhaseEntry> phases) {
    return phases.stream()
        .map(entry -> new AttemptFacts.Reached(step(entry, phases), entry.at()))
        .toList();
  }

  /** It waits for its turn before it asks for a token, and for a node after that. */
  private static Step step(PhaseEntry entry, List<PhaseEntry> phases) {
    return switch (entry.phase()) {
      case REQUESTED, HELD -> Step.NONE;
      case MINTING -> Step.TOKEN;
      case WAITING_FOR_CAPACITY -> entry.equals(phases.get(0)) ? Step.TURN : Step.NODE;
      case STARTING -> Step.START;
      case ONLINE -> Step.JOB;
      case BUSY -> Step.END;
      case CLEANING_UP -> Step.REMOVAL;
      case ENDED -> Step.GONE;
    };
  }
}
