package dev.mayfly.local.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.mayfly.service.http.Authorities;
import dev.mayfly.service.http.ForwardProxy;
import dev.mayfly.service.http.Redirects;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The console's REST as the commands ask it: one answer for each question, or an exception. */
public final class ConsoleClient {

  // Longer than the console itself waits for a worker that asks the forge.
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int CONNECT_MILLIS = 5_000;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  // As a log's part names the next one: beside the job that was asked about.
  private static final Pattern NEXT = Pattern.compile("<\\.\\./([^>]+)>; rel=\"next\"");

  static {
    // The JDK would send again what was not answered (sun.net.www.http.HttpClient).
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final ConsoleAddress console;

  /**
   * The body of an answer.
   *
   * @param body as it was sent.
   */
  public record Answer(String body, JsonNode json) {}

  /**
   * A part of a text.
   *
   * @param next where it goes on; absent: this was its end.
   * @param waits whether there is more only later.
   */
  record Part(String text, @Nullable String next, boolean waits) {}

  /**
   * @param headers by name, the first of each; absent: it was not sent.
   */
  private record Reply(int status, String body, Function<String, @Nullable String> headers) {
    @Nullable String header(String name) {
      return headers.apply(name);
    }
  }

  /**
   * Prepares to ask; this process's proxy and trust become those of its environment.
   *
   * @throws IllegalArgumentException when its variables name no proxy, or no trust store.
   */
  ConsoleClient(ConsoleAddress console, Map<String, String> environment) {
    this.console = console;
    ForwardProxy.use(environment);
    if (console.url().startsWith("https:")) {
      Authorities.use();
    }
  }

  /** Returns the address of one of the console's pages. */
  String page(String path) {
    return console.url() + "/" + path;
  }

  /** Returns a word as a part of a path or a query. */
  public static String encoded(String word) {
    return URLEncoder.encode(word, UTF_8).replace("+", "%20");
  }

  /**
   * Asks for something below {@code /api/v1}.
   *
   * @throws ConsoleException when there is no answer, or a refusal.
   */
  public Answer get(String path) {
    return answer(path, send(open("api/v1/" + path), null));
  }

  /** Asks for a text there, as above; its answer comes part by part. */
  Part part(String path) {
    HttpURLConnection request = open("api/v1/" + path);
    request.setRequestProperty("Accept", "text/plain");
    Reply reply = send(request, null);
    String type = requireNonNullElse(reply.header("Content-Type"), "");
    if (reply.status() != 200 || !type.startsWith("text/plain")) {
      throw refusal(path, reply, read(reply.body()));
    }
    Matcher next = NEXT.matcher(requireNonNullElse(reply.header("Link"), ""));
    return new Part(
        reply.body(), next.matches() ? next.group(1) : null, reply.header("Retry-After") != null);
  }

  /** Sends something there, as above; never twice. */
  Answer post(String path, Map<String, Object> body) {
    HttpURLConnection request = open("api/v1/" + path);
    if (console.token() == null) {
      beginSession(request);
    }
    request.setRequestProperty("Content-Type", "application/json");
    return answer(path, send(request, JSON.valueToTree(body).toString()));
  }

  /** A console without sign-in takes what no other site's page can have sent. */
  private void beginSession(HttpURLConnection request) {
    Reply session = send(open("session"), null);
    String token = read(session.body()).path("formToken").asText("");
    if (session.status() == 200 && !token.isEmpty()) {
      request.setRequestProperty("X-Form-Token", token);
      request.setRequestProperty(
          "Cookie", requireNonNullElse(session.header("Set-Cookie"), "").replaceFirst(";.*", ""));
    }
  }

  // The JDK's older client: the newer one takes ten times as long to begin, with TLS that nobody
  // asked for.
  private HttpURLConnection open(String path) {
    try {
      HttpURLConnection request =
          (HttpURLConnection) URI.create(page(path)).toURL().openConnection();
      request.setInstanceFollowRedirects(false);
      request.setConnectTimeout(CONNECT_MILLIS);
      request.setReadTimeout(PATIENCE_MILLIS);
      request.setRequestProperty("Accept", "application/json");
      if (console.token() != null) {
        request.setRequestProperty("Authorization", "Bearer " + console.token());
      }
      return request;
    } catch (IOException e) {
      throw unanswered(e);
    }
  }

  /**
   * @param body absent: something is asked, and nothing sent.
   */
  private Reply send(HttpURLConnection request, @Nullable String body) {
    try {
      if (body != null) {
        request.setDoOutput(true);
        request.getOutputStream().write(body.getBytes(UTF_8));
      }
      int status = request.getResponseCode();
      try (InputStream answer =
          status < 400 ? request.getInputStream() : request.getErrorStream()) {
        return new Reply(
            status,
            answer == null ? "" : new String(answer.readAllBytes(), UTF_8),
            request::getHeaderField);
      }
    } catch (IOException e) {
      throw unanswered(e);
    }
  }

  private ConsoleException unanswered(IOException e) {
    return ConsoleException.unreachable(
        "the console at "
            + console.url()
            + " does not answer ("
            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
            + "): start it, or name another by --console or MAYFLY_CONSOLE");
  }

  private Answer answer(String path, Reply reply) {
    JsonNode json = read(reply.body());
    if (reply.status() == 200 && json.isObject()) {
      return new Answer(reply.body(), json);
    }
    throw refusal(path, reply, json);
  }

  private ConsoleException refusal(String path, Reply reply, JsonNode json) {
    if (Redirects.isOne(reply.status())) {
      return ConsoleException.unreachable(
          Redirects.refused(URI.create(page("api/v1/" + path)), reply.header("Location")));
    }
    String detail = json.path("detail").asText("");
    if (detail.isEmpty()) {
      return ConsoleException.unreachable(
          "no console answers at "
              + console.url()
              + ", but something else, with "
              + reply.status());
    }
    String field = json.path("field").asText("");
    return ConsoleException.answered(
        reply.status(), field.isEmpty() ? detail : field + ": " + detail);
  }

  private static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
