package dev.mayfly.workflows.life;

import dev.mayfly.workflows.temporal.InWords;
import dev.mayfly.workflows.temporal.Markdown;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A life in words for people: the status query, the phase attribute, the line in the Web UI. */
final class StatusReport {

  private StatusReport() {}

  static LifeStatus status(
      JobState job,
      Attempts attempts,
      boolean held,
      LifeMessages messages,
      @Nullable Outcome outcome,
      Instant now) {
    List<Attempt> open = attempts.open().toList();
    Phase phase = phase(job, open, held, outcome);
    Instant since = since(open, now);
    return new LifeStatus(
        phase,
        messages.isCancelled() ? "CANCELLED" : job.state().name(),
        since,
        line(phase, job, attempts, outcome) + ignored(messages),
        attempts.stream().map(Attempt::status).toList(),
        outcome == null ? null : outcome.name());
  }

  /** Returns the phase of the newest runner that has not ended; without one, the life's own. */
  static Phase phase(JobState job, Attempts attempts, boolean held, @Nullable Outcome outcome) {
    return phase(job, attempts.open().toList(), held, outcome);
  }

  private static Phase phase(
      JobState job, List<Attempt> open, boolean held, @Nullable Outcome outcome) {
    if (outcome != null) {
      return Phase.ENDED;
    }
    if (!open.isEmpty()) {
      return open.get(open.size() - 1).state().phase();
    }
    if (!job.isUntaken()) {
      return Phase.CLEANING_UP;
    }
    return held ? Phase.HELD : Phase.REQUESTED;
  }

  private static Instant since(List<Attempt> open, Instant now) {
    List<LifeStatus.PhaseEntry> phases =
        open.isEmpty() ? List.of() : open.get(open.size() - 1).state().phases();
    return phases.isEmpty() ? now : phases.get(phases.size() - 1).at();
  }

  private static String line(
      Phase phase, JobState job, Attempts attempts, @Nullable Outcome outcome) {
    String first =
        outcome == null
            ? "**" + shown(phase, job) + "**, job " + job.state() + on(job.runner())
            : "**" + outcome.name() + "**: " + Markdown.escape(outcome.cause()) + on(ran(outcome));
    String runners =
        worthALine(attempts)
            .map(attempt -> "\n- " + runner(attempt) + " " + standing(attempt.state()))
            .collect(Collectors.joining());
    return first + (runners.isEmpty() ? "" : "\n") + runners;
  }

  private static String ignored(LifeMessages messages) {
    String line = messages.ignored().line();
    return line.isEmpty() ? "" : "\n\n" + Markdown.escape(line);
  }

  /** Returns the phase to show: a runner of a job that is over is on its way out. */
  private static Phase shown(Phase phase, JobState job) {
    boolean provides = phase.compareTo(Phase.HELD) > 0 && phase.compareTo(Phase.BUSY) < 0;
    return provides && job.isSettled() ? Phase.CLEANING_UP : phase;
  }

  private static Optional<String> ran(Outcome outcome) {
    return outcome instanceof Outcome.Completed completed
        ? Optional.of(completed.runner())
        : Optional.empty();
  }

  private static String on(Optional<String> runner) {
    return runner.map(name -> " on " + Markdown.escape(name)).orElse("");
  }

  /** Of those that the forge did not allow, each after a growing pause, the last says it all. */
  private static Stream<Attempt> worthALine(Attempts attempts) {
    return attempts.stream()
        .filter(
            attempt ->
                attempt.name().attempt() == attempts.size()
                    || attempt.state().end().filter(End.NotAllowed.class::isInstance).isEmpty());
  }

  private static String runner(Attempt attempt) {
    String name = attempt.name().toString();
    return attempt.address().map(url -> Markdown.link(name, url)).orElse(Markdown.escape(name));
  }

  private static String standing(RunnerState state) {
    return state
        .end()
        .map(end -> Markdown.escape(LifeRules.sentence(end) + job(state)))
        .orElseGet(
            () ->
                state.phase()
                    + Markdown.escape(job(state) + leaving(state))
                    + state.verdict().map(StatusReport::due).orElse("")
                    + state.quarantine().map(StatusReport::kept).orElse(""));
  }

  /** Runners with equal labels swap their jobs. */
  private static String job(RunnerState state) {
    if (!state.tookAnother()) {
      return "";
    }
    long job = state.takenJob().orElse(0L);
    return job == 0 ? " (a job that is not known)" : " (job " + job + ", not this life's)";
  }

  private static String leaving(RunnerState state) {
    boolean leaves = state.isUnwanted() && state.phase().compareTo(Phase.CLEANING_UP) < 0;
    return leaves ? ": " + state.whyUnwanted() : "";
  }

  private static String due(End end) {
    return Markdown.escape(", then " + LifeRules.sentence(end));
  }

  private static String kept(Quarantine quarantine) {
    return Markdown.escape(
        ", kept for %s for %s: %s"
            .formatted(InWords.of(quarantine.lasts()), quarantine.by(), quarantine.reason()));
  }
}
