package dev.mayfly.console;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.console.codec.CodecConfiguration;
import dev.mayfly.console.codec.CodecSection;
import dev.mayfly.console.pages.LinkSettings;
import dev.mayfly.console.signin.SignInSettings;
import dev.mayfly.service.batch.BatchAccount;
import dev.mayfly.service.config.StrictConfiguration;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.cost.Prices;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.server.SimpleServerFactory;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.UriCompliance;
import org.jspecify.annotations.Nullable;

/** The console's file, {@code console.yml}. */
public final class ConsoleConfiguration extends StrictConfiguration {

  private static final String NAME = "[a-z0-9]{1,12}";
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "[::1]", "localhost");

  @NotNull(message = "is required: the name that mayfly.yml gives this Mayfly") @Pattern(regexp = NAME, message = "must match " + NAME) private final String installation;

  @Pattern(regexp = NAME, message = "must match " + NAME) private final String forge;

  @Valid private final TemporalSettings temporal;

  @Valid private final @Nullable CodecConfiguration codec;

  @Valid private final @Nullable SignInSettings signIn;

  private final @Nullable Prices prices;
  private final LinkSettings links;
  @Valid private final @Nullable BatchAccount batch;

  /**
   * Takes what was read.
   *
   * @param installation whose lives and pools are shown.
   * @param forge whose job it is that is named by its id alone; default {@code github}.
   * @param temporal may be left out, as in the other services.
   * @param codec absent: there is no codec endpoint here.
   * @param signIn absent: nobody signs in, and only this machine may ask.
   * @param prices in YAML the path of their file; absent: nothing is said of costs.
   * @param links absent: none but those that need no configuration.
   * @param batch where the logs of runners are read; absent: nobody reads them here.
   */
  @JsonCreator
  @SuppressWarnings("NullAway") // an absent YAML key arrives as null; its constraint reports it
  public ConsoleConfiguration(
      @Nullable String installation,
      @Nullable String forge,
      @Nullable TemporalSettings temporal,
      @Nullable CodecSection codec,
      @Nullable SignInSettings signIn,
      @Nullable Prices prices,
      @Nullable LinkSettings links,
      @Nullable BatchAccount batch) {
    this.installation = installation;
    this.forge = requireNonNullElse(forge, "github");
    this.temporal = requireNonNullElse(temporal, TemporalSettings.DEFAULT);
    this.codec = codec == null ? null : codec.with(this.temporal.encryptionKeys());
    this.signIn = signIn;
    this.prices = prices;
    this.links = requireNonNullElse(links, LinkSettings.NONE);
    this.batch = batch;
  }

  public String installation() {
    return installation;
  }

  public String forge() {
    return forge;
  }

  public TemporalSettings temporal() {
    return temporal;
  }

  /** Returns the codec endpoint's part; empty: there is none. */
  public Optional<CodecConfiguration> codec() {
    return Optional.ofNullable(codec);
  }

  /** Returns who may come in; empty: everybody on this machine. */
  public Optional<SignInSettings> signIn() {
    return Optional.ofNullable(signIn);
  }

  /** Returns what nodes and minutes cost; empty: nothing is said of it. */
  public Optional<Prices> prices() {
    return Optional.ofNullable(prices);
  }

  /** Returns the pages of others that a job's page links to. */
  public LinkSettings links() {
    return links;
  }

  /** Returns the account that logs of runners are read from; empty: nobody reads them here. */
  public Optional<BatchAccount> batch() {
    return Optional.ofNullable(batch);
  }

  @Override
  protected String summary() {
    return "installation %s%s%s%s"
        .formatted(
            installation,
            signIn == null ? ", nobody signs in" : "",
            codec == null ? "" : ", with codec",
            batch == null ? "" : ", with logs of runners");
  }

  @Override
  protected void check(BiConsumer<String, String> error) {
    super.check(error);
    checkTemporal(temporal, error);
    if (codec != null) {
      check("codec", codec, error);
    }
    links.check("links", error);
    if (batch != null) {
      batch.check("batch", error);
    }
    if (signIn == null) {
      checkThatOnlyThisMachineAsks(error);
    } else {
      signIn.check("signIn", error);
    }
  }

  private void checkThatOnlyThisMachineAsks(BiConsumer<String, String> error) {
    if (getServerFactory() instanceof SimpleServerFactory server) {
      checkThatOnlyThisMachineAsks("server.connector", List.of(server.getConnector()), error);
    } else if (getServerFactory() instanceof DefaultServerFactory server) {
      checkThatOnlyThisMachineAsks(
          "server.applicationConnectors", server.getApplicationConnectors(), error);
    }
  }

  private static void checkThatOnlyThisMachineAsks(
      String path, List<ConnectorFactory> connectors, BiConsumer<String, String> error) {
    if (!connectors.stream().allMatch(ConsoleConfiguration::isOurs)) {
      error.accept(
          path,
          "nobody signs in, so only this machine may ask: set bindHost: 127.0.0.1, or say who may"
              + " come in (signIn)");
    }
  }

  /** Has its port take addresses of jobs as parts of paths, with their slashes encoded. */
  void admitAddressesInPaths() {
    if (getServerFactory() instanceof DefaultServerFactory server) {
      server.getApplicationConnectors().stream()
          .filter(HttpConnectorFactory.class::isInstance)
          .map(HttpConnectorFactory.class::cast)
          .forEach(
              it ->
                  it.setUriCompliance(
                      UriCompliance.DEFAULT.with(
                          "jobs", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR)));
    }
  }

  private static boolean isOurs(ConnectorFactory connector) {
    return connector instanceof HttpConnectorFactory http
        && http.getBindHost() != null
        && LOOPBACK.contains(http.getBindHost());
  }
}
