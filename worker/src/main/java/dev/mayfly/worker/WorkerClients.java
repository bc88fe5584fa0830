package dev.mayfly.worker;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.http.ClockSkew;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.sweep.ForgeSweep;
import dev.mayfly.worker.sweep.SeenRepositories;
import dev.mayfly.worker.sweep.TemporalLives;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** The worker's clients by its file, for a process that asks a few questions and ends. */
public final class WorkerClients implements AutoCloseable {

  private final TemporalConnection temporal;
  private final AzureBatchClient batch;
  private final Map<String, ForgeApi> forges;
  private final TemporalLives lives;
  private final Map<String, ForgeSweep> sweeps;
  private final ClockSkew skew;

  /**
   * Makes them, without a request.
   *
   * @param clock of this machine, right or wrong.
   */
  public WorkerClients(WorkerConfiguration configuration, InstantSource clock) {
    skew = new ClockSkew(clock);
    temporal = Clients.temporal(configuration);
    batch = Clients.batch(configuration, new MetricRegistry(), clock, skew);
    forges = Clients.forges(configuration, new MetricRegistry(), clock, skew);
    lives = new TemporalLives(temporal.client());
    sweeps = Clients.sweeps(configuration, forges, batch, lives, new SeenRepositories(), clock);
  }

  public AzureBatchClient batch() {
    return batch;
  }

  /** By name. */
  public Map<String, ForgeApi> forges() {
    return forges;
  }

  /** By the forge's name. */
  public Map<String, ForgeSweep> sweeps() {
    return sweeps;
  }

  /** Returns by how much this machine's clock is ahead of each service's that has answered. */
  public Map<String, Duration> ahead() {
    return skew.ahead();
  }

  @Override
  public void close() {
    lives.close();
    batch.close();
    temporal.service().shutdownNow();
  }
}
