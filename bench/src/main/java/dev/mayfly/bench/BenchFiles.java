package dev.mayfly.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.local.batch.BatchStandInCommand;
import dev.mayfly.local.github.StandInSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The files of gateway and worker: as shipped, but for addresses and for deadlines that wait. */
record BenchFiles(Path gateway, Path worker) {

  /** The image whose tasks run without a process. */
  static final String IMAGE = "bench/idle";

  /** What the jobs ask for. */
  static final String LABELS = "[self-hosted, linux]";

  static BenchFiles write(
      Path directory, String temporal, int githubPort, URI batch, int workerAdminPort)
      throws IOException {
    Files.writeString(directory.resolve("webhook-secret"), StandInSettings.DEFAULT.secret());
    Files.writeString(directory.resolve("github-token"), StandInSettings.DEFAULT.token());
    Files.writeString(directory.resolve("batch-key"), BatchStandInCommand.DEFAULT_KEY);
    byte[] key = "a key that seals nothing of worth".substring(0, 32).getBytes(UTF_8);
    Files.writeString(directory.resolve("sealing-key"), Base64.getEncoder().encodeToString(key));
    Files.writeString(directory.resolve("mayfly.yml"), fleet(githubPort));
    return new BenchFiles(
        Files.writeString(
            directory.resolve("gateway.yml"),
            gatewayFile() + common(directory, "gateway", temporal)),
        Files.writeString(
            directory.resolve("worker.yml"),
            workerFile(batch, workerAdminPort) + common(directory, "worker", temporal)));
  }

  private static String fleet(int githubPort) {
    return """
        installation: mayfly
        forges:
          github:
            apiUrl: http://127.0.0.1:%1$d/api/v3
            webUrl: http://127.0.0.1:%1$d
            scopes:
              - organization: %2$s
        pools:
          - name: ubuntu
            labels: %3$s
            batchPool: ubuntu
            image: %4$s
            deadlines: {online: 6h, idle: 12h}
        """
        .formatted(githubPort, StandInSettings.DEFAULT.organization(), LABELS, IMAGE);
  }

  private static String gatewayFile() {
    return """
        fleet: mayfly.yml
        secrets:
          github: [{file: webhook-secret}]
        server:
          requestLog: {appenders: []}
          applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
          adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
        """;
  }

  private static String workerFile(URI batch, int adminPort) {
    return """
        fleet: mayfly.yml
        forges:
          github: {token: {file: github-token}}
        batch:
          url: %s
          account: %s
          key: {file: batch-key}
        sealingKeys:
          bench: {file: sealing-key}
        server:
          requestLog: {appenders: []}
          applicationConnectors: []
          adminConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
        """
        .formatted(batch, BatchStandInCommand.DEFAULT_ACCOUNT, adminPort);
  }

  private static String common(Path directory, String service, String temporal) {
    return """
        temporal:
          address: %s
        logging:
          appenders:
            - type: file
              currentLogFilename: %s
              archive: false
        """
        .formatted(temporal, directory.resolve(service + ".log"));
  }
}
