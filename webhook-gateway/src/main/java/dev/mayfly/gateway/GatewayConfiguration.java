package dev.mayfly.gateway;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.gateway.source.SourceSettings;
import dev.mayfly.gateway.source.Sources;
import dev.mayfly.service.config.ServiceConfiguration;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.fleet.Fleet;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import jakarta.validation.Valid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The gateway's file, {@code gateway.yml}. */
public final class GatewayConfiguration extends ServiceConfiguration {

  private final Map<String, List<Secret>> secrets;
  private final SourceSettings sources;
  @Valid private final IntakeSettings intake;

  /**
   * Takes what was read.
   *
   * @param secrets for every forge of the common file the secrets that its webhooks may be signed
   *     with, or that requests of an Azure DevOps may bear; at least one, two while one replaces
   *     the other.
   * @param sources may be left out: every sender that signs may send.
   * @param intake may be left out.
   */
  @JsonCreator
  public GatewayConfiguration(
      @Nullable Fleet fleet,
      @Nullable TemporalSettings temporal,
      @Nullable Map<String, List<Secret>> secrets,
      @Nullable SourceSettings sources,
      @Nullable IntakeSettings intake) {
    super(fleet, temporal);
    this.intake = requireNonNullElse(intake, IntakeSettings.DEFAULT);
    this.sources = requireNonNullElse(sources, SourceSettings.DEFAULT);
    this.secrets = secrets == null ? Map.of() : new LinkedHashMap<>(secrets);
  }

  public List<Secret> secrets(String forge) {
    return secrets.getOrDefault(forge, List.of());
  }

  public SourceSettings sources() {
    return sources;
  }

  public IntakeSettings intake() {
    return intake;
  }

  @Override
  protected void check(BiConsumer<String, String> error) {
    super.check(error);
    if (fleet() == null || fleet().forges().isEmpty()) {
      return;
    }
    checkSecrets(error);
    checkSources(error);
  }

  private void checkSecrets(BiConsumer<String, String> error) {
    for (String forge : fleet().forges().keySet()) {
      if (secrets(forge).isEmpty()) {
        error.accept(
            "secrets." + forge,
            "expected a list of at least one secret that the forge signs its webhooks with, such"
                + " as [{env: "
                + forge.toUpperCase(Locale.ROOT)
                + "_WEBHOOK_SECRET}]");
      }
    }
    checkNames("secrets.", secrets.keySet(), error);
  }

  private void checkSources(BiConsumer<String, String> error) {
    checkNames("sources.ranges.", sources.ranges().keySet(), error);
    if (sources.isOff()) {
      return;
    }
    fleet()
        .forges()
        .forEach(
            (name, forge) -> {
              if (!Sources.publishesRanges(forge)
                  && sources.ranges().getOrDefault(name, List.of()).isEmpty()) {
                error.accept(
                    "sources.ranges." + name,
                    "expected a list of at least one range that the forge sends its webhooks from,"
                        + " such as [10.1.2.0/24]; only GitHub publishes its own");
              }
            });
    if (getServerFactory() instanceof DefaultServerFactory server
        && server.getApplicationConnectors().stream()
            .anyMatch(
                c -> c instanceof HttpConnectorFactory http && http.isUseForwardedHeaders())) {
      error.accept(
          "server.applicationConnectors",
          "useForwardedHeaders believes whatever a caller writes into X-Forwarded-For; take it"
              + " out, and name the proxies under sources.trustedProxies");
    }
  }

  private void checkNames(String section, Set<String> forges, BiConsumer<String, String> error) {
    for (String forge : forges) {
      if (fleet().forge(forge).isEmpty()) {
        error.accept(
            section + forge,
            "no forge of this name; the common file has "
                + String.join(", ", fleet().forges().keySet()));
      }
    }
  }
}
