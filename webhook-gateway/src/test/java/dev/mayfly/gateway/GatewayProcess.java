package dev.mayfly.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as a process of the system, started as {@code ./mayfly gateway FILE} starts it. */
final class GatewayProcess implements AutoCloseable {

  private static final Pattern LISTENS =
      Pattern.compile(
          "(?s)Started application@\\S+\\{[^}]*}\\{127\\.0\\.0\\.1:(\\d+)}"
              + ".*Started admin@\\S+\\{[^}]*}\\{127\\.0\\.0\\.1:(\\d+)}");

  private final Process process;
  private final Path log;
  private final int port;
  private final int adminPort;

  GatewayProcess(Path file) throws Exception {
    log = file.resolveSibling("gateway.log");
    process = start(file, log);
    Await.until("the gateway listens", () -> listens().find() || !process.isAlive());
    Matcher found = listens();
    if (!found.find()) {
      throw new IllegalStateException("the gateway ended: " + log());
    }
    port = Integer.parseInt(found.group(1));
    adminPort = Integer.parseInt(found.group(2));
  }

  static Process start(Path file, Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            GatewayApplication.class.getName(),
            file.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private Matcher listens() throws IOException {
    return LISTENS.matcher(log());
  }

  int port() {
    return port;
  }

  int adminPort() {
    return adminPort;
  }

  /** Returns once Temporal has answered: the first call of a new process may take seconds. */
  void awaitHealth() throws Exception {
    URI health = URI.create("http://127.0.0.1:" + adminPort + "/healthcheck");
    HttpClient http = HttpClient.newHttpClient();
    Await.until(
        "Temporal has answered",
        () ->
            http.send(
                        HttpRequest.newBuilder(health).build(),
                        HttpResponse.BodyHandlers.discarding())
                    .statusCode()
                == 200);
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) Await.LONG.toMillis());
    return socket;
  }

  /** The log that it has written until now. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** The exit code. */
  int awaitExit(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the gateway still runs after " + atMost);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
