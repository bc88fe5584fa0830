package dev.mayfly.acceptance.company;

import dev.mayfly.acceptance.stack.Child;
import dev.mayfly.local.stack.LocalTemporal;
import dev.mayfly.local.stack.Started;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.StandInSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Stand-ins of all services behind TLS, with names that nothing but the proxy can resolve; and a
 * worker and gateway that are configured by these names.
 */
final class CompanyNetwork implements AutoCloseable {

  static final String FORGE = "github.acme.internal";
  static final String BATCH = "acme.batch.acme.internal";
  static final String VAULT = "acme.vault.azure.net";
  static final String LOGIN = "login.acme.internal";
  static final String TEMPORAL = "temporal.acme.internal";
  static final String PLAIN_TEMPORAL = "plain.temporal.acme.internal";

  /** A common file whose forge is behind the proxy, and one whose forge is on this machine. */
  static final String FLEET = "mayfly.yml";

  static final String FLEET_HERE = "here.yml";

  static final List<String> ALL =
      Stream.of(BATCH, FORGE, LOGIN, TEMPORAL, VAULT).map(CompanyNetwork::named).sorted().toList();

  private static final String TOKEN = "ghp-token-of-the-forge";
  private static final String SEALING_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final Map<String, String> SECRETS =
      Map.of("github-token", TOKEN, "batch-key", BatchStandInCommand.DEFAULT_KEY);

  private final Started started = new Started();
  private final Path directory;
  private final Authority authority;
  private final List<TlsFront> fronts;
  private final Map<String, Integer> names = new HashMap<>();

  CompanyNetwork(Path directory) throws Exception {
    this.directory = directory;
    this.authority = new Authority(directory, List.of(FORGE, BATCH, VAULT, LOGIN, TEMPORAL));
    try {
      int forge = port(started.add(GitHubStandIn.start(StandInSettings.DEFAULT.withToken(TOKEN))));
      int azure = started.add(new AzureStub(SECRETS)).port();
      LocalTemporal temporal = started.add(LocalTemporal.start(Map.of("PATH", ""), directory));
      int plain = Integer.parseInt(temporal.address().replaceFirst(".*:", ""));
      fronts =
          List.of(
              front(FORGE, "http/1.1", forge),
              front(BATCH, "http/1.1", started.add(batch()).url().getPort()),
              front(VAULT, "http/1.1", azure),
              front(LOGIN, "http/1.1", azure),
              front(TEMPORAL, "h2", plain));
      names.put(named(PLAIN_TEMPORAL), plain);
      Files.writeString(directory.resolve(FLEET), fleet("https://" + FORGE));
      Files.writeString(directory.resolve(FLEET_HERE), fleet("http://127.0.0.1:" + forge));
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private static int port(GitHubStandIn forge) {
    return forge.webUrl().getPort();
  }

  private static BatchStandIn batch() {
    return BatchStandIn.start(
        0,
        BatchStandInCommand.DEFAULT_ACCOUNT,
        BatchStandInCommand.DEFAULT_KEY,
        Map.of("local/runner", List.of("true")),
        BatchStandIn.Settings.DEFAULT);
  }

  private TlsFront front(String name, String protocol, int behind) throws Exception {
    TlsFront front = started.add(new TlsFront(authority.server(), protocol, behind));
    names.put(named(name), front.port());
    return front;
  }

  private static String named(String host) {
    return host + ":443";
  }

  /** Returns a proxy into this network; it ends with the network. */
  ConnectProxy proxy(String signIn) throws IOException {
    return started.add(new ConnectProxy(names, signIn));
  }

  String trustOption() {
    return authority.trustOption();
  }

  /** Returns whether one of the services was sent these words. */
  boolean aServiceSaw(String words) {
    return fronts.stream().anyMatch(front -> front.saw(words));
  }

  private static String fleet(String forge) {
    return """
    installation: mayfly
    forges: {github: {apiUrl: "%1$s/api/v3", webUrl: "%1$s", scopes: [{organization: acme}]}}
    pools: [{name: ubuntu, labels: [self-hosted], batchPool: ubuntu, image: local/runner}]
    """
        .formatted(forge);
  }

  /** Returns a worker's file whose secrets are in the vault. */
  Path workerWithVault(String batchClient) throws IOException {
    String vault =
        """
        keyVault:
          url: https://%s
          entra:
            clientSecret: {tenantId: %s, clientId: 3f2504e0-4f89-11d3-9a0c-0305e82c3301, secret: {env: ENTRA_SECRET}}
            authorityHost: https://%s
        """;
    return worker(
        vault.formatted(VAULT, AzureStub.TENANT, LOGIN) + "fleet: " + FLEET,
        batchClient,
        "{keyvault: github-token}",
        "{keyvault: batch-key}",
        TEMPORAL);
  }

  /** Returns a worker's file whose secrets are variables. */
  Path worker(String fleet, String batchClient, String temporal) throws IOException {
    return worker(
        "fleet: " + fleet, batchClient, "{env: GITHUB_TOKEN}", "{env: BATCH_KEY}", temporal);
  }

  private Path worker(String top, String client, String token, String key, String temporal)
      throws IOException {
    String text =
        """

        forges: {github: {token: %s}}
        batch: {client: %s, url: "https://%s", account: %s, key: %s}
        sealingKeys: {new: {env: SEALING_KEY}}
        temporal: {address: "%s:443"}
        """;
    return Files.writeString(
        directory.resolve("worker.yml"),
        top
            + text.formatted(
                token, client, BATCH, BatchStandInCommand.DEFAULT_ACCOUNT, key, temporal));
  }

  /** Returns a gateway's file; it listens where the system lets it. */
  Path gateway() throws IOException {
    return Files.writeString(
        directory.resolve("gateway.yml"),
        """
        fleet: mayfly.yml
        secrets: {github: [{env: GITHUB_TOKEN}]}
        sources: {mode: report}
        temporal: {address: "%s:443"}
        server:
          applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
          adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
        """
            .formatted(TEMPORAL));
  }

  Path output() {
    return directory.resolve("output");
  }

  /** Starts a service or one of its commands, without any variable about Temporal but these. */
  Child start(Class<?> main, Map<String, String> more, String... words) throws IOException {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("ENTRA_SECRET", "the-application's-secret");
    environment.put("GITHUB_TOKEN", TOKEN);
    environment.put("BATCH_KEY", BatchStandInCommand.DEFAULT_KEY);
    environment.put("SEALING_KEY", SEALING_KEY);
    Files.deleteIfExists(output());
    return Child.start(Child.java(main, words), environment, output());
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
