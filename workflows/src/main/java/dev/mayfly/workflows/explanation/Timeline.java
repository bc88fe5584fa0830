package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of the time that a job took, from its life's beginning on. */
public final class Timeline {

  private static final int MOST = 30;

  private Timeline() {}

  /**
   * A part of it.
   *
   * @param what was done meanwhile, or awaited.
   * @param until when it was over; absent: it lasts.
   */
  public record Span(String what, Instant from, @Nullable Instant until) {
    public Span {
      requireNonNull(what, "what");
      requireNonNull(from, "from");
    }
  }

  /** Returns them in order: one for each runner that is gone, and each step of the last. */
  public static List<Span> of(LifeFacts life) {
    Instant over = life.outcome() == null ? null : life.outcome().at();
    List<AttemptFacts> attempts =
        life.attempts().stream().filter(it -> !it.steps().isEmpty()).toList();
    List<Span> spans = new ArrayList<>();
    Instant made = attempts.isEmpty() ? over : attempts.get(0).steps().get(0).at();
    spans.add(new Span("Queued, nothing made yet", life.begun(), made));
    for (int i = 0; i < attempts.size(); i++) {
      boolean isLast = i == attempts.size() - 1;
      if (attempts.get(i).isGone() && !isLast) {
        spans.add(whole(attempts.get(i)));
      } else {
        addSteps(spans, attempts.get(i), attempts.size() > 1, over);
      }
    }
    if (life.settled() != null && runsElsewhere(life)) {
      spans.add(new Span("In progress on " + life.runner(), life.settled(), over));
    }
    while (spans.size() > MOST) {
      spans.remove(1);
    }
    return spans;
  }

  private static Span whole(AttemptFacts attempt) {
    String end = attempt.end() == null ? "is gone" : attempt.end().kind().told();
    return new Span(
        "Runner " + attempt.number() + " " + end, attempt.steps().get(0).at(), attempt.since());
  }

  private static void addSteps(
      List<Span> spans, AttemptFacts attempt, boolean isOneOfMany, @Nullable Instant over) {
    String whose = isOneOfMany ? "Runner " + attempt.number() + ": " : "";
    List<AttemptFacts.Reached> steps = attempt.steps();
    for (int i = 0; i < steps.size(); i++) {
      AttemptFacts.Reached reached = steps.get(i);
      Instant until = i + 1 < steps.size() ? steps.get(i + 1).at() : over;
      boolean isOther = reached.step() == Step.END && attempt.otherJob() != null;
      if (reached.step() != Step.GONE) {
        String what = isOther ? "Another job in progress" : reached.step().meanwhile();
        spans.add(new Span(whose + what, reached.at(), until));
      }
    }
  }

  private static boolean runsElsewhere(LifeFacts life) {
    OutcomeKind kind = life.outcome() == null ? null : life.outcome().kind();
    return life.runner() != null
        && life.attempt(life.runner()).isEmpty()
        && (kind == OutcomeKind.COMPLETED
            || (kind == null && life.standing() == JobStanding.IN_PROGRESS));
  }
}
