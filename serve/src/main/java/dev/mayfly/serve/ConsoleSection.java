package dev.mayfly.serve;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.console.ConsoleConfiguration;
import dev.mayfly.console.codec.CodecSection;
import dev.mayfly.console.pages.LinkSettings;
import dev.mayfly.console.signin.SignInSettings;
import dev.mayfly.service.batch.BatchAccount;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.fleet.Fleet;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code console.yml} that do not stand at the top of {@code serve.yml}, and its port.
 *
 * @param port default 8088.
 */
record ConsoleSection(
    @Nullable Integer port,
    @Nullable String forge,
    @Nullable CodecSection codec,
    @Nullable SignInSettings signIn,
    @Nullable LinkSettings links) {

  private static final int PORT = 8088;
  // Pages for a few people, beside webhooks.
  private static final int MOST_THREADS = 64;

  /**
   * @param prices the worker's; absent: nothing is said of costs.
   * @param batch the worker's account; absent: nobody reads logs.
   */
  ConsoleConfiguration with(
      Fleet fleet,
      TemporalSettings temporal,
      @Nullable Prices prices,
      @Nullable BatchAccount batch) {
    HttpConnectorFactory connector = new HttpConnectorFactory();
    connector.setPort(requireNonNullElse(port, PORT));
    connector.setBindHost("127.0.0.1");
    DefaultServerFactory server = new DefaultServerFactory();
    server.setApplicationConnectors(List.of(connector));
    server.setAdminConnectors(List.of());
    server.setMaxThreads(MOST_THREADS);
    ConsoleConfiguration its =
        new ConsoleConfiguration(
            fleet.installation(), forge, temporal, codec, signIn, prices, links, batch);
    its.setServerFactory(server);
    return its;
  }
}
