package dev.mayfly.acceptance.canary;

import dev.mayfly.local.stack.Ports;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;

/** Where gateway, worker and console listen. */
record Endpoints(
    int gatewayPort, int gatewayAdmin, int workerAdmin, int consolePort, int consoleAdmin) {

  private static final List<String> PAGES =
      List.of("", "metrics", "metrics.json", "healthcheck", "threads", "ping", "tasks", "no");

  Endpoints() {
    this(Ports.free(), Ports.free(), Ports.free(), Ports.free(), Ports.free());
  }

  String gateway() {
    return "http://127.0.0.1:" + gatewayPort;
  }

  String console() {
    return "http://127.0.0.1:" + consolePort;
  }

  void awaitConsole() {
    await("ping", consoleAdmin);
  }

  /** Its check {@code worker} is red until a worker is there, which is started after it. */
  void awaitGateway() {
    await("ping", gatewayAdmin);
  }

  void awaitWorker() {
    await("healthcheck", workerAdmin);
  }

  private static void await(String page, int port) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(admin(port) + page)).build();
    HttpClient http = HttpClient.newHttpClient();
    Eventually.until(
        page + " answers at " + port,
        World.SOON,
        () -> {
          try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
          } catch (IOException notYet) {
            return false;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
          }
        });
  }

  private static String admin(int port) {
    return "http://127.0.0.1:" + port + "/";
  }

  private Stream<Integer> admins() {
    return Stream.of(gatewayAdmin, workerAdmin, consoleAdmin);
  }

  /** Where all take orders about their logs. */
  List<String> logTasks() {
    return admins().map(it -> admin(it) + "tasks/log-level").toList();
  }

  /** The pages of all admin ports. */
  List<String> pages() {
    return admins().flatMap(port -> PAGES.stream().map(page -> admin(port) + page)).toList();
  }
}
