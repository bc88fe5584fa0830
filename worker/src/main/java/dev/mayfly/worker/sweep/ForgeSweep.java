package dev.mayfly.worker.sweep;

import dev.mayfly.worker.batch.BatchClient;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.routing.Router;
import dev.mayfly.workflows.sweep.OrphansSnapshot;
import dev.mayfly.workflows.sweep.QueueSnapshot;
import dev.mayfly.workflows.sweep.UnlistedJobs;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three searches of one forge's sweep, put together for its dialect. */
public record ForgeSweep(
    QueuedSearch queued,
    OrphanSearch orphans,
    DeliverySearch deliveries,
    PassCost cost,
    Supplier<String> budget) {

  private static final Logger LOG = LoggerFactory.getLogger(ForgeSweep.class);
  // For how long GitHub can deliver something again, and GitHub Enterprise Server; docs
  // "Redelivering webhooks". Rule gh-redelivery-days.
  private static final Duration GITHUB_REMEMBERS = Duration.ofDays(3);
  private static final Duration GHES_REMEMBERS = Duration.ofDays(7);

  // As the budget has it (design D10).
  private static final int SHARE = 5;

  /**
   * The settings of one forge's sweep on this worker.
   *
   * @param pause between two rounds.
   * @param webhook the address that the forge's hooks deliver to; absent: nothing is redelivered.
   * @param organizations those of the enterprise among the scopes, which no forge lists.
   */
  public record Settings(Duration pause, @Nullable URI webhook, List<String> organizations) {
    public Settings {
      organizations = List.copyOf(organizations);
    }
  }

  /**
   * Returns the sweep of a forge, put together without a request.
   *
   * @param name of the forge, one of the fleet's.
   * @param seen the repositories that this worker has provided for.
   */
  public static ForgeSweep of(
      String name,
      Fleet fleet,
      Settings settings,
      ForgeApi client,
      BatchClient batch,
      LifeLookup lives,
      SeenRepositories seen,
      InstantSource clock) {
    Forge forge = fleet.forge(name).orElseThrow();
    boolean ofEnterprise = forge.scopes().stream().anyMatch(it -> it.enterprise() != null);
    if (ofEnterprise && settings.organizations().isEmpty()) {
      LOG.atWarn()
          .addKeyValue("forge", name)
          .log(
              "no organizations of the enterprise are configured: lost jobs are found only in"
                  + " repositories that this worker has provided for");
    }
    PassCost cost = new PassCost(() -> client.requestsPerHour() / SHARE, client.keepsItsToken());
    UnlistedJobs unlisted = new UnlistedJobs();
    JobSource source = source(forge, settings, client, seen, cost, clock);
    return new ForgeSweep(
        new QueuedSearch(
            name, source, new Router(fleet), lives, unlisted, cost, settings.pause(), clock),
        new OrphanSearch(
            client, forge.scopes(), batch, fleet.pools(), lives, unlisted, cost, clock),
        new DeliverySearch(
            client.hooks(),
            forge.scopes(),
            settings.webhook(),
            forge.can(Capability.DELIVERIES),
            forge.type() == Forge.Type.GHES ? GHES_REMEMBERS : GITHUB_REMEMBERS,
            cost,
            clock),
        cost,
        client::budget);
  }

  /** Looks for registrations and tasks that no life stands behind; removes none. */
  public OrphansSnapshot lookForOrphans(SweepId sweep) {
    return orphans.search(sweep);
  }

  /** Looks for queued jobs that no life provides for, as far as one round's allowance reaches. */
  public QueueSnapshot lookForQueued() {
    return queued.search(null);
  }

  private static JobSource source(
      Forge forge,
      Settings settings,
      ForgeApi client,
      SeenRepositories seen,
      PassCost cost,
      InstantSource clock) {
    if (forge.type() == Forge.Type.AZURE_DEVOPS) {
      return new NoQueue();
    }
    return forge.can(Capability.JOBS_BY_STATUS)
        ? new ByList(client.queue(), forge.scopes())
        : new ByRepository(
            client.queue(),
            new SweptScopes(forge.scopes(), settings.organizations(), seen),
            cost,
            clock);
  }
}
