package dev.mayfly.workflows.life;

import dev.mayfly.workflows.temporal.Markdown;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A life in words for people: the status query, the phase attribute, the line in the Web UI. */
final class StatusReport {

  private StatusReport() {}

  static LifeStatus status(
      JobState job,
      Attempts attempts,
      boolean held,
      boolean cancelled,
      @Nullable Outcome outcome,
      Instant now) {
    List<Attempt> open = attempts.open().toList();
    Phase phase = phase(job, open, held, outcome);
    Instant since = since(open, now);
    return new LifeStatus(
        phase,
        cancelled ? "CANCELLED" : job.state().name(),
        since,
        line(phase, job, attempts, outcome),
        attempts.stream().map(Attempt::status).toList(),
        outcome == null ? null : outcome.name());
  }

  /** Returns the phase of the newest runner that has not ended; without one, the life's own. */
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
            ? "**" + phase + "**, job " + job.state()
            : "**" + outcome.name() + "**: " + Markdown.escape(outcome.cause());
    String runners =
        attempts.stream()
            .map(attempt -> "\n- " + runner(attempt) + " " + standing(attempt.state()))
            .collect(Collectors.joining());
    return first + (runners.isEmpty() ? "" : "\n") + runners;
  }

  private static String runner(Attempt attempt) {
    String name = attempt.name().toString();
    return attempt.address().map(url -> Markdown.link(name, url)).orElse(Markdown.escape(name));
  }

  private static String standing(RunnerState state) {
    return state
        .end()
        .map(end -> Markdown.escape(LifeRules.sentence(end)))
        .orElse(
            state.phase()
                + state.verdict().map(StatusReport::due).orElse("")
                + state.quarantine().map(StatusReport::kept).orElse(""));
  }

  private static String due(End end) {
    return Markdown.escape(", then " + LifeRules.sentence(end));
  }

  private static String kept(Quarantine quarantine) {
    return Markdown.escape(
        ", kept for %s for %s: %s"
            .formatted(quarantine.lasts(), quarantine.by(), quarantine.reason()));
  }
}
