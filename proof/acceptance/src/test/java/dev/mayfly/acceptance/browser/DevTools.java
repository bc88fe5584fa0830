package dev.mayfly.acceptance.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Chromium's DevTools protocol over one web socket: calls, their answers, and events. */
final class DevTools implements WebSocket.Listener, AutoCloseable {

  private static final int ANSWER_SECONDS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final Map<String, Reaction> reactions = new ConcurrentHashMap<>();
  private final StringBuilder text = new StringBuilder();
  private @Nullable WebSocket socket;

  /** A call that answers an event, with what it needs of the event's parameters. */
  private record Reaction(String method, Function<JsonNode, Map<String, ?>> parameters) {}

  static DevTools connect(URI address) {
    DevTools tools = new DevTools();
    tools.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, tools).join();
    return tools;
  }

  JsonNode call(String method, Map<String, ?> parameters) {
    return call(null, method, parameters);
  }

  /**
   * @param session of a page; null: the browser itself.
   * @throws AssertionError where Chromium refuses.
   */
  JsonNode call(@Nullable String session, String method, Map<String, ?> parameters) {
    return result(method, ask(session, method, parameters));
  }

  /** The whole answer: a result or an error. */
  JsonNode ask(@Nullable String session, String method, Map<String, ?> parameters) {
    return send(session, method, parameters).orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
  }

  /**
   * @throws AssertionError where Chromium refused.
   */
  static JsonNode result(String method, JsonNode answer) {
    if (answer.has("error")) {
      throw new AssertionError(method + " was refused: " + answer.path("error"));
    }
    return answer.path("result");
  }

  /** A web socket takes one message at a time. */
  private synchronized CompletableFuture<JsonNode> send(
      @Nullable String session, String method, Map<String, ?> parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    calls.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (session != null) {
      message.put("sessionId", session);
    }
    if (socket == null) {
      throw new IllegalStateException("not connected");
    }
    socket.sendText(message.toString(), true).join();
    return answer;
  }

  /** From now on answers each event of this kind by a call. */
  void answer(
      String session, String event, String method, Function<JsonNode, Map<String, ?>> parameters) {
    reactions.put(session + " " + event, new Reaction(method, parameters));
  }

  /** The parameters of every event of this kind so far, in order. */
  List<JsonNode> events(String session, String method) {
    return events.stream()
        .filter(event -> event.path("sessionId").asText().equals(session))
        .filter(event -> event.path("method").asText().equals(method))
        .map(event -> event.path("params"))
        .toList();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      received(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  private void received(String message) {
    try {
      JsonNode json = JSON.readTree(message);
      CompletableFuture<JsonNode> call = calls.remove(json.path("id").asInt());
      if (call != null) {
        call.complete(json);
      } else {
        events.add(json);
        react(json);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Chromium sent no JSON", e);
    }
  }

  /** Not waited for, and elsewhere: this thread brings the answer. */
  private void react(JsonNode event) {
    String session = event.path("sessionId").asText();
    Reaction reaction = reactions.get(session + " " + event.path("method").asText());
    if (reaction != null) {
      Map<String, ?> parameters = reaction.parameters().apply(event.path("params"));
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                Future<?> unused = send(session, reaction.method(), parameters);
              });
    }
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    calls.values().forEach(call -> call.completeExceptionally(error));
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
  }
}
