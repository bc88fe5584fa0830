package dev.mayfly.local.cost;

import dev.mayfly.local.explain.Explaining;
import dev.mayfly.local.explain.Where;
import dev.mayfly.service.config.InvalidConfigurationException;
import dev.mayfly.service.config.StrictConfiguration;
import dev.mayfly.service.config.StrictConfigurationFactory;
import dev.mayfly.service.cost.Costing;
import dev.mayfly.service.cost.Costing.Answer;
import dev.mayfly.service.inquiry.Reference;
import dev.mayfly.workflows.cost.By;
import dev.mayfly.workflows.cost.Prices;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Costs as Temporal itself is asked for them. A class of its own, since the command is there
 * without Temporal's client, too.
 */
final class CostOfLives {

  private final Where where;
  private final Prices prices;
  private final Instant now;

  /**
   * @throws IllegalArgumentException with every error that the prices have.
   */
  CostOfLives(Where where, Path prices, Instant now) {
    this.where = where;
    this.prices = read(prices);
    this.now = now;
  }

  private static Prices read(Path file) {
    try {
      return new StrictConfigurationFactory<>(
              StrictConfiguration.class,
              Validators.newValidator(),
              Jackson.newObjectMapper(),
              System::getenv)
          .prices(new FileConfigurationSourceProvider(), file.toString());
    } catch (InvalidConfigurationException e) {
      throw new IllegalArgumentException(String.join("\nmayfly: ", e.getErrors()), e);
    }
  }

  /**
   * @param job that alone is asked about; absent: all that ran in the period.
   */
  Answer ask(@Nullable Reference job, By by, Instant from, Instant to) {
    return Explaining.ask(
        where.temporal(),
        System.getenv(),
        temporal -> {
          Costing costing = new Costing(temporal, prices, now);
          return job == null
              ? costing.all(where.installation(), by, from, to)
              : costing.job(job.life());
        });
  }
}
