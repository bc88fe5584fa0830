package dev.mayfly.local.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mayfly.service.command.Commands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A console that answers as it is told, and runs commands against itself. */
final class FakeConsole implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

  private final HttpServer server;
  private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private @Nullable UnaryOperator<String> person;
  private int rounds;

  private record Reply(int status, String body, Map<String, String> headers) {}

  /** A request that came. */
  record Asked(String what, Map<String, List<String>> headers, String body) {

    String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }
  }

  /** All that a command printed. */
  record Said(int exitCode, String out, String err) {}

  FakeConsole() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      asked.add(
          new Asked(
              what,
              Map.copyOf(exchange.getRequestHeaders()),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      Queue<Reply> here = replies.get(what.replaceFirst("[?].*", ""));
      Reply reply =
          here == null
              ? new Reply(404, "<html>", Map.of())
              : here.size() > 1 ? here.remove() : here.element();
      byte[] body = reply.body().getBytes(UTF_8);
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Answers so to the next request; to the last one told, and all that follow, the same. */
  FakeConsole on(String what, int status, String body) {
    return on(what, status, body, Map.of());
  }

  FakeConsole on(String what, int status, String body, Map<String, String> headers) {
    replies.computeIfAbsent(what, it -> new ArrayDeque<>()).add(new Reply(status, body, headers));
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Asked> asked() {
    return asked;
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /** Has commands run at a terminal, where a question is answered so. */
  void atTerminal(UnaryOperator<String> answers) {
    person = answers;
  }

  /** Has a command look again so often, without waiting. */
  void looks(int again) {
    rounds = again;
  }

  Said run(ClientCommand command, String... words) {
    command.in(new Surroundings(environment, person, () -> NOW, () -> rounds-- > 0));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--console", url()));
    int exitCode =
        Commands.run(
            List.of(command),
            line,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return new Said(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
