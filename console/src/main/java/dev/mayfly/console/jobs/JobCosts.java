package dev.mayfly.console.jobs;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.mayfly.service.cost.Costing;
import dev.mayfly.service.cost.Costing.Answer;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.cost.By;
import dev.mayfly.workflows.cost.CostReport.Table;
import dev.mayfly.workflows.cost.LifeCost;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.explanation.LifeFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The costs of jobs, by the prices of the console's file. Those of a period take a question to each
 * life: one period is reckoned at a time, and is good for a minute.
 */
public final class JobCosts {

  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final int MOST = 50;

  private final TemporalConnection temporal;
  private final String installation;
  private final Optional<Prices> prices;
  private final InstantSource clock;
  private final Cache<Question, Table> answers =
      CacheBuilder.newBuilder().expireAfterWrite(FRESH).maximumSize(MOST).build();

  /**
   * @param until absent: now.
   */
  private record Question(By by, Instant since, @Nullable Instant until) {}

  /**
   * @param prices empty: nothing is said of costs.
   */
  public JobCosts(
      TemporalConnection temporal,
      String installation,
      Optional<Prices> prices,
      InstantSource clock) {
    this.temporal = temporal;
    this.installation = installation;
    this.prices = prices;
    this.clock = clock;
  }

  /** Returns the cost of one life's runners; absent: there are no prices, or no node had one. */
  public @Nullable Table of(LifeFacts life) {
    return prices
        .map(its -> LifeCost.table(its, life, clock.instant()))
        .filter(table -> !table.rows().isEmpty())
        .orElse(null);
  }

  /**
   * Returns the costs of all jobs that ran in a period of full hours.
   *
   * @param until absent: it goes on.
   * @throws Refusal when there are no prices, or Temporal is away.
   */
  public synchronized Table all(By by, Instant since, @Nullable Instant until) {
    Prices its =
        prices.orElseThrow(
            () ->
                new Refusal(
                    Refusal.Kind.NOT_FOUND,
                    "this console knows no prices: name their file in its own, by the key prices"));
    Question question = new Question(by, hour(since), until == null ? null : hour(until));
    Table known = answers.getIfPresent(question);
    if (known != null) {
      return known;
    }
    Table reckoned = reckon(its, question);
    answers.put(question, reckoned);
    return reckoned;
  }

  private static Instant hour(Instant instant) {
    return instant.truncatedTo(ChronoUnit.HOURS);
  }

  private Table reckon(Prices its, Question question) {
    Instant now = clock.instant();
    Instant until =
        question.until() == null || question.until().isAfter(now) ? now : question.until();
    if (!question.since().isBefore(until)) {
      throw Refusal.invalid("until", "must be an hour later than since");
    }
    Answer answer =
        new Costing(temporal, its, now).all(installation, question.by(), question.since(), until);
    if (answer instanceof Answer.Reckoned reckoned) {
      return reckoned.table();
    }
    throw new Refusal(Refusal.Kind.UNAVAILABLE, ((Answer.Away) answer).why());
  }
}
