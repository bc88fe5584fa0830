package dev.mayfly.workflows.explanation;

import dev.mayfly.workflows.explanation.Explanation.Happened;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The events of a job so far: a line for each runner that is over, and each step of the last. */
final class Story {

  // It is carried by the answer to a query.
  private static final int MOST = 30;

  private Story() {}

  static List<Happened> of(LifeFacts life) {
    List<Happened> all = new ArrayList<>();
    all.add(new Happened(life.begun(), "queued; its life began, for pool " + life.job().pool()));
    for (int i = 0; i < life.attempts().size(); i++) {
      boolean isLast = i == life.attempts().size() - 1 && life.outcome() == null;
      AttemptFacts attempt = life.attempts().get(i);
      steps(attempt, isLast).forEach(all::add);
    }
    if (life.outcome() != null) {
      all.add(new Happened(life.outcome().at(), "the life ended"));
    }
    while (all.size() > MOST) {
      all.remove(1); // The beginning says since when it has been waiting.
    }
    return all;
  }

  private static Stream<Happened> steps(AttemptFacts attempt, boolean isLast) {
    Stream<Happened> steps = attempt.steps().stream().map(it -> step(attempt, it));
    return isLast || !attempt.isGone() ? steps : steps.skip(attempt.steps().size() - 1L);
  }

  private static Happened step(AttemptFacts attempt, AttemptFacts.Reached reached) {
    AttemptFacts.End end = reached.step() == Step.GONE ? attempt.end() : null;
    String told = end == null ? reached.step().told() : end.inWords();
    String where =
        reached.step() == Step.START && attempt.node() != null ? " (" + attempt.node() + ")" : "";
    return new Happened(reached.at(), "runner " + attempt.number() + " " + told + where);
  }
}
