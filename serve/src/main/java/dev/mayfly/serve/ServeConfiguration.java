package dev.mayfly.serve;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.console.ConsoleConfiguration;
import dev.mayfly.gateway.GatewayConfiguration;
import dev.mayfly.service.config.ServiceConfiguration;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.worker.WorkerConfiguration;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.fleet.Fleet;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The file of gateway, worker and console in one process, {@code serve.yml}. */
public final class ServeConfiguration extends ServiceConfiguration {

  // The sections are checked without what stands at the top, which is told of there.
  private static final Fleet NONE = new Fleet("none", Map.of(), List.of());

  private final GatewaySection gatewaySection;
  private final WorkerSection workerSection;
  private final @Nullable ConsoleSection consoleSection;

  @Valid @NotNull(message = "is required: what gateway.yml holds, secrets among it") private final GatewayConfiguration gateway;

  @Valid @NotNull(message = "is required: what worker.yml holds, forges, batch and sealingKeys among it") private final WorkerConfiguration worker;

  @Valid private final @Nullable ConsoleConfiguration console;

  /**
   * Takes what was read.
   *
   * @param fleet in YAML the path of the common file, or what that would hold.
   * @param temporal of all; may be left out.
   * @param console absent: there is none in this process.
   */
  @JsonCreator
  @SuppressWarnings("NullAway") // absent YAML keys arrive as null; the constraints report them
  public ServeConfiguration(
      @Nullable Fleet fleet,
      @Nullable TemporalSettings temporal,
      @Nullable GatewaySection gateway,
      @Nullable WorkerSection worker,
      @Nullable ConsoleSection console) {
    super(fleet, temporal);
    Fleet known = requireNonNullElse(fleet, NONE);
    this.gatewaySection = gateway;
    this.workerSection = worker;
    this.consoleSection = console;
    this.gateway = gateway == null ? null : gateway.with(known, TemporalSettings.DEFAULT);
    this.worker = worker == null ? null : worker.with(known, TemporalSettings.DEFAULT);
    this.console = console == null ? null : console.with(known, this.temporal(), prices(), null);
  }

  /** Returns the gateway's configuration, with what stands at the top. */
  public GatewayConfiguration gateway() {
    return gatewaySection.with(fleet(), temporal());
  }

  /** Returns the worker's configuration, with what stands at the top. */
  public WorkerConfiguration worker() {
    return workerSection.with(fleet(), temporal());
  }

  /** Returns the console's configuration; empty: there is none. */
  public Optional<ConsoleConfiguration> console() {
    return Optional.ofNullable(consoleSection)
        .map(it -> it.with(fleet(), temporal(), prices(), worker().batch().of()));
  }

  private @Nullable Prices prices() {
    return workerSection == null ? null : workerSection.prices();
  }

  @Override
  protected void check(BiConsumer<String, String> error) {
    super.check(error);
    if (gateway != null) {
      gateway.setServerFactory(getServerFactory());
      check("gateway", gateway, error);
    }
    if (worker != null) {
      check("worker", worker, error);
    }
    if (console != null) {
      check("console", console, error);
    }
  }
}
