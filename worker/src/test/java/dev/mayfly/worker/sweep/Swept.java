package dev.mayfly.worker.sweep;

import dev.mayfly.worker.batch.YamlPool;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.SweepId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One forge, its sweep, and the world around it. */
final class Swept implements AutoCloseable {

  static final SweepId ID = new SweepId("mayfly", "github");

  final TestClock clock = new TestClock();
  final FakeLives lives = new FakeLives();
  final FakeBatch batch = new FakeBatch();
  final SeenRepositories seen = new SeenRepositories();
  final RoutedForge forge;

  private final Forge.Type type;

  Swept(Forge.Type type) {
    this.type = type;
    this.forge = new RoutedForge(clock, type);
  }

  ForgeSweep sweep(Scope... scopes) {
    return sweep(5000, null, List.of(), scopes);
  }

  ForgeSweep sweep(
      int perHour, @Nullable String webhook, List<String> organizations, Scope... scopes) {
    Forge configured = forge.forge(type, scopes);
    Pool ubuntu =
        YamlPool.of(
            """
            name: ubuntu
            labels: [self-hosted, linux]
            batchPool: b
            image: runner:1
            """);
    return ForgeSweep.of(
        "github",
        new Fleet("mayfly", Map.of("github", configured), List.of(ubuntu)),
        new ForgeSweep.Settings(
            Duration.ofMinutes(1), webhook == null ? null : URI.create(webhook), organizations),
        forge.client(configured, perHour),
        batch,
        lives,
        seen,
        clock);
  }

  @Override
  public void close() {
    forge.close();
  }
}
