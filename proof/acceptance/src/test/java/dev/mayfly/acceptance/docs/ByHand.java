package dev.mayfly.acceptance.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.local.stack.Root;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * "Run it by hand" of docs/getting-started.md, carried out to the letter in a folder of its own:
 * the same files are written and the same commands run, each as a process of the system, only with
 * other ports.
 */
final class ByHand implements AutoCloseable {

  /** The terminals of that page, in its order. */
  enum Part {
    TEMPORAL(1),
    GITHUB(2),
    BATCH(3),
    GATEWAY(4),
    WORKER(5);

    private final int terminal;

    Part(int terminal) {
      this.terminal = terminal;
    }
  }

  private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");
  private static final Pattern COMMAND = Pattern.compile("(?s)# \\d\\. .*?(?=# \\d\\. |$)");
  private static final Duration START = Duration.ofMinutes(3);

  private final Path root = Root.find();
  private final Path directory;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final List<String> commands;
  private final Map<Part, Process> processes = new EnumMap<>(Part.class);

  ByHand(Path directory, TemporalCli temporal) throws Exception {
    this.directory = directory;
    for (String port : List.of("8080", "8081", "8083", "8090", "8091", "7233", "8233")) {
      ports.put(port, Ports.free());
    }
    Files.createDirectories(directory.resolve("bin"));
    Files.createSymbolicLink(directory.resolve("bin/temporal"), temporal.binary());
    provideScript();
    String page = Files.readString(root.resolve("docs/getting-started.md"));
    String section = page.split("\n## Run it by hand\n", 2)[1].split("\n## ", 2)[0];
    List<String> blocks =
        BLOCK.matcher(section).results().map(found -> withOwnPorts(found.group(1))).toList();
    commands = COMMAND.matcher(blocks.get(1)).results().map(MatchResult::group).toList();
    Process files = shell(blocks.get(0), "files");
    if (files.waitFor() != 0) {
      throw new IllegalStateException("the page's files could not be written: " + log("files"));
    }
  }

  /**
   * {@code ./mayfly}: the project's own where it is built, since it must not build while Maven
   * does; else one that runs the same main classes from this test's class path.
   */
  private void provideScript() throws IOException {
    Path script = directory.resolve("mayfly");
    if (isBuilt()) {
      Files.createSymbolicLink(script, root.resolve("mayfly"));
      return;
    }
    Files.writeString(
        script,
        """
        #!/bin/sh
        case $1 in
          gateway) main=dev.mayfly.gateway.GatewayApplication; shift ;;
          worker) main=dev.mayfly.worker.WorkerApplication; shift ;;
          *) main=dev.mayfly.local.Mayfly ;;
        esac
        exec '%s/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' $main "$@"
        """
            .formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + script + " executable");
    }
  }

  /** As ./mayfly itself decides it: nothing that goes into a jar is newer than the last build. */
  private boolean isBuilt() throws IOException {
    Path built = root.resolve("target/mayfly-built");
    if (!Files.exists(built)) {
      return false;
    }
    Process newer =
        new ProcessBuilder(
                "sh",
                "-c",
                "find pom.xml .mvn */pom.xml proof/*/pom.xml */src/main proof/*/src/main -newer"
                    + " target/mayfly-built | head -n 1;"
                    + " ls -d webhook-gateway/target/lib worker/target/lib local/target/lib"
                    + " proof/bench/target/lib"
                    + " >/dev/null || echo missing")
            .directory(root.toFile())
            .redirectErrorStream(true)
            .start();
    return new String(newer.getInputStream().readAllBytes(), UTF_8).isBlank();
  }

  private String withOwnPorts(String text) {
    String own = text;
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      own = own.replaceAll("\\b" + port.getKey() + "\\b", port.getValue().toString());
    }
    return own;
  }

  /** Starts what is not running, and returns once everything is ready. */
  void start() {
    Stream.of(Part.values()).forEach(this::start);
  }

  /** Starts one, and returns once it is ready. */
  void start(Part part) {
    if (isRunning(part)) {
      return;
    }
    // The server's ports are its own defaults on the page; exec, so that the process is the
    // command itself.
    String more =
        part == Part.TEMPORAL ? " --port " + port("7233") + " --ui-port " + port("8233") : "";
    String command =
        commands
                .get(part.terminal - 1)
                .strip()
                .replaceFirst("(?m)(^|\\s)(\\./mayfly|temporal server) ", "$1exec $2 ")
            + more;
    Process process = shell(command, part.name());
    processes.put(part, process);
    Eventually.until(
        part + " is ready (" + command + ")",
        START,
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException(part + " ended: " + log(part.name()));
          }
          return isReady(part);
        });
  }

  private boolean isReady(Part part) {
    return switch (part) {
      case TEMPORAL -> listens(port("7233"));
      case GITHUB -> listens(port("8090"));
      case BATCH -> listens(port("8091"));
      // It is healthy once a worker polls, which is started after it.
      case GATEWAY -> listens(port("8080"));
      case WORKER -> isHealthy(port("8083")) && isHealthy(port("8081"));
    };
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isHealthy(int adminPort) {
    try {
      URI health = URI.create("http://127.0.0.1:" + adminPort + "/healthcheck");
      return http.send(
                  HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Process shell(String command, String name) {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".log").toFile()));
    Map<String, String> environment = builder.environment();
    environment.put("PATH", directory.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("TEMPORAL_ADDRESS", temporal());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IllegalStateException("cannot run " + command, e);
    }
  }

  boolean isRunning(Part part) {
    Process process = processes.get(part);
    return process != null && process.isAlive();
  }

  /** SIGKILL. */
  void kill(Part part) throws InterruptedException {
    process(part).destroyForcibly().waitFor();
  }

  /**
   * SIGTERM.
   *
   * @return the exit code.
   * @throws AssertionError when it takes longer than that.
   */
  int terminate(Part part, Duration atMost) throws InterruptedException {
    Process process = process(part);
    process.destroy();
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(part + " still runs " + atMost + " after SIGTERM");
    }
    return process.exitValue();
  }

  private Process process(Part part) {
    Process process = processes.get(part);
    if (process == null) {
      throw new IllegalStateException(part + " has not been started");
    }
    return process;
  }

  /** Every process that a part has started and that still lives. */
  List<ProcessHandle> children(Part part) {
    return process(part).descendants().filter(p -> !Processes.isGone(p)).toList();
  }

  /** One of the page's ports, as it is here. */
  int port(String ofPage) {
    Integer port = ports.get(ofPage);
    if (port == null) {
      throw new IllegalArgumentException("the page has no port " + ofPage);
    }
    return port;
  }

  /** Temporal's address. */
  String temporal() {
    return "127.0.0.1:" + port("7233");
  }

  /** The address of the stand-in GitHub. */
  String github() {
    return "http://127.0.0.1:" + port("8090");
  }

  /** Asks one of the processes. */
  String http(String method, String url, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer stand-in-token")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(method + " " + url + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private String log(String name) {
    try {
      return Files.readString(directory.resolve(name + ".log"));
    } catch (IOException e) {
      return "(no output)";
    }
  }

  /** Ends everything, the last first. */
  @Override
  public void close() {
    List<Process> running = new ArrayList<>(processes.values());
    Collections.reverse(running);
    for (Process process : running) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroy();
      try {
        if (process.waitFor(20, TimeUnit.SECONDS)) {
          continue;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
