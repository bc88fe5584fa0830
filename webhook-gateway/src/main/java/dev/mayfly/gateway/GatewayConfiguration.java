package dev.mayfly.gateway;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.service.Secret;
import dev.mayfly.service.ServiceConfiguration;
import dev.mayfly.service.TemporalSettings;
import dev.mayfly.workflows.Fleet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The gateway's file, {@code gateway.yml}. */
public final class GatewayConfiguration extends ServiceConfiguration {

  private final Map<String, List<Secret>> secrets;

  /**
   * Takes what was read.
   *
   * @param secrets for every forge of the common file the secrets that its webhooks may be signed
   *     with, or that requests of an Azure DevOps may bear; at least one, two while one replaces
   *     the other.
   */
  @JsonCreator
  public GatewayConfiguration(
      @Nullable Fleet fleet,
      @Nullable TemporalSettings temporal,
      @Nullable Map<String, List<Secret>> secrets) {
    super(fleet, temporal);
    this.secrets = secrets == null ? Map.of() : new LinkedHashMap<>(secrets);
  }

  public List<Secret> secrets(String forge) {
    return secrets.getOrDefault(forge, List.of());
  }

  @Override
  protected void check(BiConsumer<String, String> fault) {
    super.check(fault);
    if (fleet() == null || fleet().forges().isEmpty()) {
      return;
    }
    for (String forge : fleet().forges().keySet()) {
      if (secrets(forge).isEmpty()) {
        fault.accept(
            "secrets." + forge,
            "expected a list of at least one secret that the forge signs its webhooks with, such"
                + " as [{env: "
                + forge.toUpperCase(Locale.ROOT)
                + "_WEBHOOK_SECRET}]");
      }
    }
    for (String forge : secrets.keySet()) {
      if (fleet().forge(forge).isEmpty()) {
        fault.accept(
            "secrets." + forge,
            "no forge of this name; the common file has "
                + String.join(", ", fleet().forges().keySet()));
      }
    }
  }
}
