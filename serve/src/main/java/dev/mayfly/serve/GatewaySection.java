package dev.mayfly.serve;

import dev.mayfly.gateway.GatewayConfiguration;
import dev.mayfly.gateway.IntakeSettings;
import dev.mayfly.gateway.source.SourceSettings;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.fleet.Fleet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code gateway.yml} that do not stand at the top of {@code serve.yml}. */
record GatewaySection(
    @Nullable Map<String, List<Secret>> secrets,
    @Nullable SourceSettings sources,
    @Nullable IntakeSettings intake) {

  GatewayConfiguration with(Fleet fleet, TemporalSettings temporal) {
    return new GatewayConfiguration(fleet, temporal, secrets, sources, intake);
  }
}
