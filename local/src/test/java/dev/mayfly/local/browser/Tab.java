package dev.mayfly.local.browser;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One tab of a browser, by the DevTools protocol. Answers the browser's question who asks. */
final class Tab implements WebSocket.Listener {

  private static final int PATIENCE_SECONDS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final StringBuilder text = new StringBuilder();
  private @Nullable WebSocket socket;
  private volatile @Nullable String user;
  private volatile @Nullable String secret;
  private volatile boolean answered;

  private Tab() {}

  static Tab connect(HttpClient http, URI url) throws Exception {
    Tab tab = new Tab();
    tab.socket =
        http.newWebSocketBuilder().buildAsync(url, tab).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return tab;
  }

  /** A command, and its result. */
  JsonNode call(String method, Map<String, ?> parameters) {
    return send(method, parameters).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private CompletableFuture<JsonNode> send(String method, Map<String, ?> parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    try {
      String command =
          JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
      synchronized (ids) {
        requireNonNull(socket).sendText(command, true).join();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer;
  }

  /** What the person at the browser types once when this address asks who they are. */
  void signInAs(String origin, String name, String password) {
    user = name;
    secret = password;
    answered = false;
    call(
        "Fetch.enable",
        Map.of(
            "handleAuthRequests", true, "patterns", List.of(Map.of("urlPattern", origin + "/*"))));
  }

  void show(URI page) {
    call("Page.navigate", Map.of("url", page.toString()));
  }

  /** What a script says. */
  JsonNode run(String script) {
    return call(
            "Runtime.evaluate",
            Map.of("expression", script, "returnByValue", true, "awaitPromise", true))
        .path("result")
        .path("value");
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      String message = text.toString();
      text.setLength(0);
      try {
        take(JSON.readTree(message));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    from.request(1);
    return null;
  }

  private void take(JsonNode message) {
    CompletableFuture<JsonNode> waiting =
        message.has("id") ? asked.remove(message.path("id").asInt()) : null;
    if (waiting != null) {
      waiting.complete(message.path("result"));
    }
    JsonNode request = message.path("params").path("requestId");
    // Sent by another thread: the browser's next words come through this one.
    switch (message.path("method").asText()) {
      case "Fetch.requestPaused" ->
          later("Fetch.continueRequest", Map.of("requestId", request.asText()));
      case "Fetch.authRequired" ->
          later(
              "Fetch.continueWithAuth",
              Map.of("requestId", request.asText(), "authChallengeResponse", typed()));
      default -> {
        // nobody waits for it
      }
    }
  }

  private void later(String method, Map<String, ?> parameters) {
    var unused =
        CompletableFuture.runAsync(
            () -> {
              var unusedAnswer = send(method, parameters);
            });
  }

  /** Whoever is asked again was wrong, and gives up. */
  private Map<String, String> typed() {
    if (answered) {
      return Map.of("response", "CancelAuth");
    }
    answered = true;
    return Map.of(
        "response",
        "ProvideCredentials",
        "username",
        requireNonNull(user),
        "password",
        requireNonNull(secret));
  }
}
