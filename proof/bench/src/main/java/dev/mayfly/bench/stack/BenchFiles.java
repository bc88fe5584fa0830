package dev.mayfly.bench.stack;

import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.local.stack.ServiceFiles;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The files of gateway and worker: as shipped, but for addresses and for deadlines that wait. */
public record BenchFiles(Path gateway, Path direct, Path worker, Path second) {

  /** The image whose tasks run without a process. */
  public static final String IMAGE = "bench/idle";

  /** The labels that the jobs ask for. */
  public static final String LABELS = "[self-hosted, linux]";

  /** The time that a container may take to leave by itself. */
  public static final Duration EXIT = Duration.ofSeconds(1);

  private static final String RECENT =
      "metrics: {reporters: [{type: recent-timers, timers: [%s]}]}\n";
  // The lines of a gateway that never lets one call carry several events.
  private static final String DIRECT_ONLY = "intake: {direct: 1000}\n";

  /**
   * Writes them.
   *
   * @param recent those {@link RecentTimers} of gateway and worker.
   * @param more lines of the gateway's file.
   * @param others how many forges there are beside the first, each with a pool.
   */
  public static BenchFiles write(
      Path directory,
      String temporal,
      BenchPorts ports,
      List<String> recent,
      String more,
      int others)
      throws IOException {
    ServiceFiles.writeSecrets(directory);
    Files.writeString(directory.resolve("mayfly.yml"), fleet(ports.github(), others));
    return new BenchFiles(
        Files.writeString(
            directory.resolve("gateway.yml"),
            ServiceFiles.gateway(
                    each(others, "%s: [{file: webhook-secret}]\n  ") + "github",
                    ports.gateway(),
                    ports.gatewayAdmin())
                + more
                + common(directory, "gateway", temporal, recent)),
        Files.writeString(
            directory.resolve("direct.yml"),
            ServiceFiles.gateway("github", ports.direct(), ports.directAdmin())
                + DIRECT_ONLY
                + common(directory, "direct", temporal, recent)),
        writeWorker("worker", ports.workerAdmin(), directory, temporal, ports, recent, others),
        writeWorker("second", ports.secondAdmin(), directory, temporal, ports, recent, others));
  }

  private static Path writeWorker(
      String name,
      int adminPort,
      Path directory,
      String temporal,
      BenchPorts ports,
      List<String> recent,
      int others)
      throws IOException {
    return Files.writeString(
        directory.resolve(name + ".yml"),
        ServiceFiles.worker(
                "github: {token: {file: github-token}}"
                    + each(others, "\n  %s: {token: {file: github-token}}"),
                ports.batch(),
                adminPort)
            + common(directory, name, temporal, recent));
  }

  /** Starts the gateway; returns once it is healthy. */
  public ServiceProcess startGateway(BenchPorts ports, int heapMegabytes, Path directory)
      throws IOException, InterruptedException {
    return startGateway("gateway", gateway, ports.gatewayAdmin(), heapMegabytes, directory);
  }

  /** Starts a gateway that makes a call for each event; returns once it is healthy. */
  public ServiceProcess startDirect(BenchPorts ports, int heapMegabytes, Path directory)
      throws IOException, InterruptedException {
    return startGateway("direct", direct, ports.directAdmin(), heapMegabytes, directory);
  }

  private static ServiceProcess startGateway(
      String name, Path file, int adminPort, int heapMegabytes, Path directory)
      throws IOException, InterruptedException {
    return ServiceProcess.start(
        name,
        GatewayApplication.class,
        List.of(file.toString()),
        adminPort,
        heapMegabytes,
        directory);
  }

  /** Starts a worker; returns once it is healthy. */
  public ServiceProcess startWorker(BenchPorts ports, int heapMegabytes, Path directory)
      throws IOException, InterruptedException {
    return startWorker("worker", worker, ports.workerAdmin(), heapMegabytes, directory);
  }

  /** Starts a worker beside the first; returns once it is healthy. */
  public ServiceProcess startSecondWorker(BenchPorts ports, int heapMegabytes, Path directory)
      throws IOException, InterruptedException {
    return startWorker("second", second, ports.secondAdmin(), heapMegabytes, directory);
  }

  private static ServiceProcess startWorker(
      String name, Path file, int adminPort, int heapMegabytes, Path directory)
      throws IOException, InterruptedException {
    return ServiceProcess.start(
        name,
        WorkerApplication.class,
        List.of(file.toString()),
        adminPort,
        heapMegabytes,
        directory);
  }

  private static String each(int others, String line) {
    return IntStream.rangeClosed(1, others)
        .mapToObj(number -> line.replace("%s", "other" + number))
        .collect(Collectors.joining());
  }

  /** The others are by another name what the first one is, and their pools serve other labels. */
  private static String fleet(int githubPort, int others) {
    String scope = "      - organization: " + StandInSettings.DEFAULT.organization() + "\n";
    String first = ServiceFiles.fleet(githubPort);
    String other = first.substring(first.indexOf("  github:")).replace("  github:", "  %s:");
    return first
        + scope
        + each(others, other + scope)
        + "pools:\n"
        + pool("ubuntu", LABELS)
        + each(others, pool("%s", "[self-hosted, %s]"));
  }

  private static String pool(String name, String labels) {
    return """
      - name: %s
        labels: %s
        batchPool: %s
        image: %s
        deadlines: {online: 6h, idle: 12h, exit: %ds}
    """
        .formatted(name, labels, name, IMAGE, EXIT.toSeconds());
  }

  private static String common(
      Path directory, String service, String temporal, List<String> recent) {
    return """
    temporal:
      address: %s
    logging:
      appenders:
        - type: file
          currentLogFilename: %s
          archive: false
    """
            .formatted(temporal, directory.resolve(service + ".log"))
        + (recent.isEmpty() ? "" : RECENT.formatted(String.join(", ", recent)));
  }
}
