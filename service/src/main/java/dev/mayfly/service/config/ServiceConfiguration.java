package dev.mayfly.service.config;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.fleet.Fleet;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The part that the files of gateway and worker have in common: the fleet and Temporal. */
public abstract class ServiceConfiguration extends StrictConfiguration {

  @NotNull(
      message = "is required: the path of the common file of forges and pools, such as mayfly.yml")
  private final Fleet fleet;

  @Valid private final TemporalSettings temporal;

  /**
   * Takes what was read.
   *
   * @param fleet in YAML the path of the common file, relative to the service's own file.
   * @param temporal may be left out: a server on this machine, or what {@code TEMPORAL_*} says.
   */
  @SuppressWarnings("NullAway") // an absent fleet is reported by its constraint
  protected ServiceConfiguration(@Nullable Fleet fleet, @Nullable TemporalSettings temporal) {
    this.fleet = fleet;
    this.temporal = requireNonNullElse(temporal, TemporalSettings.DEFAULT);
  }

  public final Fleet fleet() {
    return fleet;
  }

  public final TemporalSettings temporal() {
    return temporal;
  }

  @Override
  protected final String summary() {
    return "installation %s, %d forge(s), %d pool(s)"
        .formatted(fleet.installation(), fleet.forges().size(), fleet.pools().size());
  }

  /**
   * Reports what is wrong between the sections, as path and message. Called on whatever could be
   * read; the fleet may lack what its own file's errors are about.
   */
  @Override
  protected void check(BiConsumer<String, String> error) {
    super.check(error);
    checkTemporal(temporal, error);
  }
}
