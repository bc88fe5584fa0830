package dev.mayfly.console.jobs;

import com.codahale.metrics.health.HealthCheck;
import com.google.common.base.Suppliers;
import dev.mayfly.service.temporal.PollersHealthCheck;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalHealthCheck;
import dev.mayfly.workflows.explanation.PoolFacts;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.LifePhase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The installation at a glance, in the order of an operator's questions; asked every two seconds.
 */
public final class Overview {

  private static final int MOST = 1_000;
  private static final int RECENT = 20;
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final Jobs jobs;
  private final Pools pools;
  private final List<HealthCheck> checks;
  private final Supplier<Glance> glance;

  /**
   * The state of it at one instant.
   *
   * @param faults why it is not up; empty: it is.
   * @param jobs that are not over, the youngest first.
   * @param isWhole whether these are all.
   * @param recent those that ended last.
   */
  public record Glance(
      List<String> faults,
      List<JobRow> jobs,
      boolean isWhole,
      List<PoolView> pools,
      List<JobRow> recent) {

    /** Counts those that a runner has or had. */
    public long running() {
      return jobs.stream().filter(job -> job.phase() == LifePhase.RUNNING).count();
    }

    /** Counts those that are owed a runner. */
    public long waiting() {
      return jobs.stream().filter(JobRow::waits).count();
    }

    /** Says in a few words why a job waits, as its pool knows; empty: it does not, or none says. */
    public String why(JobRow job) {
      if (!job.waits()) {
        return "";
      }
      if (job.phase() == null) {
        return "no worker has begun with it";
      }
      LifeId life = LifeId.parse(job.life()).orElseThrow();
      return pools.stream()
          .filter(pool -> pool.name().equals(job.pool()))
          .findFirst()
          .map(pool -> pool.status() == null ? "" : pool.status().headline(pool.name(), life))
          .orElse(PoolFacts.ON_ITS_WAY);
    }

    /** Returns since when the oldest of them waits; absent: none does. */
    public @Nullable Instant oldest() {
      return jobs.stream()
          .filter(JobRow::waits)
          .map(JobRow::begun)
          .min(Instant::compareTo)
          .orElse(null);
    }
  }

  public Overview(TemporalConnection connection, Jobs jobs, Pools pools) {
    this.jobs = jobs;
    this.pools = pools;
    this.checks = List.of(new TemporalHealthCheck(connection), new PollersHealthCheck(connection));
    this.glance = Suppliers.memoizeWithExpiration(this::look, FRESH);
  }

  /** Returns what there is now; never fails. */
  public Glance glance() {
    return glance.get();
  }

  private Glance look() {
    List<String> faults = new ArrayList<>();
    for (HealthCheck check : checks) {
      HealthCheck.Result result = check.execute();
      if (!result.isHealthy()) {
        faults.add(String.valueOf(result.getMessage()));
      }
    }
    try {
      JobPage open = jobs.list(JobQuery.all(JobQuery.Which.OPEN), MOST, null);
      JobPage over = jobs.list(JobQuery.all(JobQuery.Which.OVER), RECENT, null);
      return new Glance(faults, open.jobs(), open.cursor() == null, pools.ask(), over.jobs());
    } catch (Refusal refusal) {
      if (!faults.contains(refusal.why())) {
        faults.add(refusal.why());
      }
      return new Glance(faults, List.of(), true, List.of(), List.of());
    }
  }
}
