package dev.mayfly.acceptance.canary;

import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.LocalApp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of gateway, worker and console: three forges with a way to sign in each, pools
 * for every way to end, secrets by variable and by file, and logs that hide nothing.
 */
record Configuration(Path directory, Ports ports) {

  static final long APP = 12;

  /** Hosts that only the proxy knows: an authority of Entra ID, a forge and an account of Batch. */
  static final List<String> ELSEWHERE =
      List.of("login.acme.internal", "github.acme.internal", "batch.acme.internal");

  private static final String KEY = "key: {env: BATCH_KEY}";
  private static final String AZDO = ", azdo: {token: {env: AZDO_TOKEN}}";
  private static final String REST = "\n  client: rest";

  private static final String POOL =
      """
        - name: %1$s
          labels: [self-hosted, %1$s]
          batchPool: %1$s
          image: local/%1$s
          %2$s
      """;

  /** Where everybody is. */
  record Ports(Endpoints own, String temporal, URI batch, Forges forges, URI issuer) {}

  /** Their addresses on the web. */
  record Forges(URI github, URI app, URI azdo) {}

  Path secrets() {
    return directory.resolve("secrets");
  }

  Path gateway() {
    return directory.resolve("gateway.yml");
  }

  Path worker() {
    return directory.resolve("worker.yml");
  }

  Path console() {
    return directory.resolve("console.yml");
  }

  /** The contents of the files, by their names. */
  void write(Map<String, String> secrets, LocalApp app) throws IOException {
    Files.createDirectories(secrets());
    for (Map.Entry<String, String> secret : secrets.entrySet()) {
      Files.writeString(secrets().resolve(secret.getKey()), secret.getValue());
    }
    Files.writeString(secrets().resolve("app.pem"), app.privateKey());
    Files.writeString(directory.resolve("mayfly.yml"), fleet(true, "registration: token"));
    Files.writeString(gateway(), gatewayText());
    Files.writeString(worker(), workerText(KEY, AZDO));
    Files.writeString(console(), consoleText());
  }

  /** The worker's file with the other client of Batch. */
  void callBatchByRest() throws IOException {
    Files.writeString(worker(), workerText(KEY + REST, AZDO));
  }

  /**
   * Returns a worker's file by which a forge and Batch are reached through the proxy alone.
   *
   * @param client the worker's {@code batch.client}.
   */
  Path elsewhere(String client) throws IOException {
    Path fleet = directory.resolve("mayfly-elsewhere.yml");
    copy(directory.resolve("mayfly.yml"), fleet, web(ports.forges().github()), at(1));
    Path file = directory.resolve("worker-" + client + ".yml");
    copy(worker(), file, "url: " + ports.batch(), "url: " + at(2) + "\n  client: " + client);
    copy(file, file, "fleet: mayfly.yml", "fleet: " + fleet.getFileName());
    return file;
  }

  private static String at(int elsewhere) {
    return "https://" + ELSEWHERE.get(elsewhere);
  }

  /** Puts a secret into a file of its own. */
  void keep(String name, String secret) throws IOException {
    Files.writeString(secrets().resolve(name), secret);
  }

  /** A file of configuration with something else in it. */
  void copy(Path from, Path to, String before, String after) throws IOException {
    String text = Files.readString(from);
    if (!text.contains(before)) {
      throw new IllegalArgumentException(from + " has no " + before);
    }
    Files.writeString(to, text.replace(before, after));
  }

  /** As an application of Entra ID, whose authority has no TLS; the secret is a variable. */
  void signInAtAzureDevOpsBy(String variable) throws IOException {
    String application =
        "{tenantId: acme.example, clientId: 3f2504e0-4f89-11d3-9a0c-0305e82c3301, secret: {env: "
            + variable
            + "}}";
    Files.writeString(
        worker(),
        workerText(
            KEY,
            ", azdo: {entra: {clientSecret: "
                + application
                + ", authorityHost: \""
                + at(0)
                + "\"}}"));
  }

  /** Another way to sign in at Batch, and just-in-time runners, which Azure DevOps has not. */
  void signInAtBatchBy(String entra, boolean byRest) throws IOException {
    Files.writeString(directory.resolve("mayfly.yml"), fleet(false, "registration: jit"));
    Files.writeString(worker(), workerText("entra: " + entra + (byRest ? REST : ""), ""));
  }

  private String fleet(boolean azdo, String registration) {
    Map<String, String> pools = new LinkedHashMap<>();
    pools.put("plain", registration + "\n    deadlines: {idle: 4s, exit: 5s}");
    pools.put("failing", "");
    pools.put("silent", "deadlines: {online: 2s}");
    pools.put("lost", "");
    pools.put("limited", "deadlines: {job: 2s, exit: 1s}");
    pools.put("capped", "maxRunners: 1");
    pools.put("paused", "");
    StringBuilder text = new StringBuilder("installation: mayfly\nforges:\n");
    text.append(gitHub("github", ports.forges().github()));
    text.append(gitHub("app", ports.forges().app()));
    if (azdo) {
      text.append(
          """
            azdo:
              type: azure-devops
              apiUrl: %s/acme
              scopes: [{agentPool: mayfly}]
          """
              .formatted(web(ports.forges().azdo())));
    }
    text.append("pools:\n");
    pools.forEach((name, more) -> text.append(POOL.formatted(name, more)));
    return text.toString();
  }

  private static String gitHub(String name, URI web) {
    return """
      %s:
        apiUrl: %s/api/v3
        webUrl: %s
        scopes: [{organization: acme}]
    """
        .formatted(name, web(web), web(web));
  }

  private static String web(URI address) {
    return "http://127.0.0.1:" + address.getPort();
  }

  private String gatewayText() {
    return """
    fleet: mayfly.yml
    secrets:
      github: [{env: GITHUB_WEBHOOK_SECRET}, {file: secrets/old-webhook-secret}]
      app: [{file: secrets/app-webhook-secret}]
      azdo: [{env: AZDO_BEARER}]
    server:
      applicationConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
      adminConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
    """
            .formatted(ports.own().gatewayPort(), ports.own().gatewayAdmin())
        + common();
  }

  private String consoleText() {
    return """
    installation: mayfly
    signIn:
      addresses: ["%s"]
      oidc: {issuer: "%s", clientId: mayfly, clientSecret: {env: CONSOLE_CLIENT_SECRET}}
      secrets: {otto: {secret: {file: secrets/console-secret}, roles: [operator, logs]}}
    batch: {url: "%s", account: %s, %s}
    server:
      applicationConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
      adminConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
    """
            .formatted(
                ports.own().console(),
                ports.issuer(),
                ports.batch(),
                BatchStandInCommand.DEFAULT_ACCOUNT,
                KEY,
                ports.own().consolePort(),
                ports.own().consoleAdmin())
        + common();
  }

  private String workerText(String batch, String more) {
    return """
    fleet: mayfly.yml
    forges: {github: {token: {file: secrets/github-token}, webhook: "%1$s/github"}, app: {app: {id: "%2$d", privateKey: {file: secrets/app.pem}}}%3$s}
    batch:
      url: %4$s
      account: %5$s
      %6$s
    sealingKeys:
      new: {env: SEALING_KEY}
      old: {file: secrets/old-sealing-key}
    watch: {every: 300ms, requestsPerHour: 100000}
    sweep: {every: 1h}
    server:
      applicationConnectors: []
      adminConnectors: [{type: http, port: %7$d, bindHost: 127.0.0.1}]
    """
            .formatted(
                ports.own().gateway() + "/webhooks",
                APP,
                more,
                ports.batch(),
                BatchStandInCommand.DEFAULT_ACCOUNT,
                batch,
                ports.own().workerAdmin())
        + common();
  }

  /** The most talkative log there is: each logger is set by itself, and nothing is dropped. */
  private String common() {
    return """
    temporal: {address: "%s"}
    logging:
      level: DEBUG
      loggers:
        dev.mayfly: ALL
        io.grpc: ALL
        io.temporal: ALL
        com.azure: ALL
        com.microsoft.aad.msal4j: ALL
        org.eclipse.jetty: DEBUG
        org.eclipse.jetty.http: DEBUG
        io.grpc.netty.shaded: DEBUG
        org.glassfish.jersey: ALL
        okhttp3: ALL
      appenders: [{type: console, discardingThreshold: 0, queueSize: 4096}]
    """
        .formatted(ports.temporal());
  }
}
