package dev.mayfly.serve;

import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.worker.ForgeCredentials;
import dev.mayfly.worker.WorkerConfiguration;
import dev.mayfly.worker.WorkerConfiguration.BatchSettings;
import dev.mayfly.worker.WorkerConfiguration.SweepSettings;
import dev.mayfly.worker.WorkerConfiguration.VersionSettings;
import dev.mayfly.worker.WorkerConfiguration.WatchSettings;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.fleet.Fleet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code worker.yml} that do not stand at the top of {@code serve.yml}. */
record WorkerSection(
    @Nullable Map<String, ForgeCredentials> forges,
    @Nullable BatchSettings batch,
    @Nullable Map<String, Secret> sealingKeys,
    @Nullable WatchSettings watch,
    @Nullable SweepSettings sweep,
    @Nullable VersionSettings versioning,
    @Nullable Prices prices) {

  WorkerConfiguration with(Fleet fleet, TemporalSettings temporal) {
    return new WorkerConfiguration(
        fleet, temporal, forges, batch, sealingKeys, watch, sweep, versioning, prices);
  }
}
