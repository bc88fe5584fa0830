package dev.mayfly.acceptance.crash;

import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.StandInSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.stream.Collectors;

/** Writes the files of gateway and worker, with a pool for every scenario. */
final class MatrixConfiguration {

  private MatrixConfiguration() {}

  static void write(Path directory, Endpoints ports, Collection<Scenario> scenarios)
      throws IOException {
    Files.writeString(directory.resolve("webhook-secret"), StandInSettings.DEFAULT.secret());
    Files.writeString(directory.resolve("github-token"), StandInSettings.DEFAULT.token());
    Files.writeString(directory.resolve("batch-key"), BatchStandInCommand.DEFAULT_KEY);
    Files.writeString(directory.resolve("sealing-key"), randomKey());
    Files.writeString(directory.resolve("mayfly.yml"), fleet(ports, scenarios));
    Files.writeString(directory.resolve("gateway.yml"), gateway(ports));
    Files.writeString(directory.resolve("worker.yml"), worker(ports));
  }

  private static String fleet(Endpoints ports, Collection<Scenario> scenarios) {
    String scopes =
        scenarios.stream()
            .filter(Scenario::hasOwnScope)
            .map(scenario -> "      - repository: " + scenario.repository() + "\n")
            .collect(Collectors.joining());
    String pools =
        scenarios.stream()
            .map(Scenario::pool)
            .distinct()
            .map(
                pool ->
                    """
                      - name: %1$s
                        labels: [self-hosted, %1$s]
                        batchPool: %1$s
                        image: local/%1$s
                        deadlines: {idle: %2$s, exit: 10m}
                    """
                        .formatted(pool, idle(pool)))
            .collect(Collectors.joining());
    return """
    installation: mayfly
    forges:
      github:
        apiUrl: http://127.0.0.1:%1$d/api/v3
        webUrl: http://127.0.0.1:%1$d
        scopes:
    """
            .formatted(ports.github())
        + scopes
        + "      - organization: acme\npools:\n"
        + pools;
  }

  /** A fleet's runners may swap jobs, so some are kept as spares: for not longer than this. */
  private static String idle(String pool) {
    return pool.startsWith("fleet") ? "30s" : "10m";
  }

  private static String gateway(Endpoints ports) {
    return """
    fleet: mayfly.yml
    secrets:
      github: [{file: webhook-secret}]
    temporal: {address: "127.0.0.1:%d"}
    server:
      requestLog: {appenders: []}
      applicationConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
      adminConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
    """
        .formatted(ports.proxy(), ports.gateway(), ports.gatewayAdmin());
  }

  private static String worker(Endpoints ports) {
    return """
    fleet: mayfly.yml
    forges:
      github: {token: {file: github-token}}
    batch:
      url: http://127.0.0.1:%d
      account: %s
      key: {file: batch-key}
    sealingKeys:
      local: {file: sealing-key}
    watch: {every: 500ms, requestsPerHour: 100000}
    temporal: {address: "127.0.0.1:%d"}
    server:
      requestLog: {appenders: []}
      applicationConnectors: []
      adminConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
    """
        .formatted(
            ports.batch(),
            BatchStandInCommand.DEFAULT_ACCOUNT,
            ports.temporal(),
            ports.workerAdmin());
  }

  private static String randomKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }
}
