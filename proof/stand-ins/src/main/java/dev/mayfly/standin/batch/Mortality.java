package dev.mayfly.standin.batch;

import dev.mayfly.standin.runner.Death;
import dev.mayfly.standin.server.SeededRandom;
import dev.mayfly.workflows.id.RunnerName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which tasks die, and when. The same seed kills the runners of the same jobs in every run,
 * whatever the order in which they come.
 *
 * @param percent of the tasks die before they have begun a job, each moment as likely as the
 *     others: 0 to 100.
 * @param atWorkPercent of the tasks die with the job that they have begun: 0 to 100 together with
 *     {@code percent}.
 */
public record Mortality(SeededRandom random, int percent, int atWorkPercent) {

  static final Mortality NONE = new Mortality(new SeededRandom(0), 0, 0);

  // Five failed attempts spend a need, which is another story; by chance alone it would be told in
  // one of some hundred runs with 200 jobs.
  private static final int LAST_ATTEMPT_TO_DIE = 3;
  private static final List<Death> BEFORE_A_JOB =
      Arrays.stream(Death.values()).filter(death -> !death.costsAJob()).toList();

  public Mortality {
    if (percent < 0 || atWorkPercent < 0 || percent + atWorkPercent > 100) {
      throw new IllegalArgumentException(
          "not percentages of the same tasks: " + percent + " and " + atWorkPercent);
    }
  }

  Optional<Death> deathOf(String task) {
    Optional<RunnerName> runner = RunnerName.parse(task);
    if (runner.isPresent() && runner.get().attempt() > LAST_ATTEMPT_TO_DIE) {
      return Optional.empty();
    }
    // Without the part of the name that Temporal draws anew for every run.
    String key = runner.map(name -> name.life() + "-" + name.attempt()).orElse(task);
    long roll = random.below(100, key + " dies");
    if (roll < percent) {
      int death = (int) random.below(BEFORE_A_JOB.size(), key + " dies when");
      return Optional.of(BEFORE_A_JOB.get(death));
    }
    return roll < percent + atWorkPercent ? Optional.of(Death.AT_WORK) : Optional.empty();
  }
}
