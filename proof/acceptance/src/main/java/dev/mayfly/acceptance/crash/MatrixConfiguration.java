package dev.mayfly.acceptance.crash;

import dev.mayfly.local.stack.ServiceFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Writes the files of gateway and worker, with a pool for every scenario. */
final class MatrixConfiguration {

  private MatrixConfiguration() {}

  static void write(Path directory, Endpoints ports, Collection<Scenario> scenarios)
      throws IOException {
    ServiceFiles.writeSecrets(directory);
    Files.writeString(directory.resolve("mayfly.yml"), fleet(ports, scenarios));
    Files.writeString(directory.resolve("gateway.yml"), gateway(ports));
    Files.writeString(directory.resolve("worker.yml"), worker(ports, ports.workerAdmin()));
    Files.writeString(
        directory.resolve("second-worker.yml"), worker(ports, ports.secondWorkerAdmin()));
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
    return ServiceFiles.fleet(ports.github())
        + scopes
        + "      - organization: acme\npools:\n"
        + pools;
  }

  /** A fleet's runners may swap jobs, so some are kept as spares: for not longer than this. */
  private static String idle(String pool) {
    return pool.startsWith("fleet") ? "30s" : "10m";
  }

  private static String gateway(Endpoints ports) {
    return ServiceFiles.gateway("github", ports.gateway(), ports.gatewayAdmin())
        + temporal(ports.proxy());
  }

  private static String worker(Endpoints ports, int admin) {
    return ServiceFiles.worker(
            "github: {token: {file: github-token}}",
            URI.create("http://127.0.0.1:" + ports.batch()),
            admin)
        + "watch: {every: 500ms, requestsPerHour: 100000}\n"
        + temporal(ports.temporal());
  }

  private static String temporal(int port) {
    return "temporal: {address: \"127.0.0.1:" + port + "\"}\n";
  }
}
