package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.service.batch.BatchAccount;
import dev.mayfly.worker.batch.BatchRequests.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Batch's data plane by plain REST: JSON there and back. Thread-safe. */
final class RestConnection implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MediaType TYPE = MediaType.get("application/json; odata=minimalmetadata");

  private final HttpUrl url;
  private final OkHttpClient http;

  RestConnection(URI url, OkHttpClient http) {
    this.url = requireNonNull(HttpUrl.get(url), "url");
    this.http = http;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  JsonNode get(String fields, String... path) {
    return send("GET", address(Map.of("$select", fields), path), null);
  }

  /** Reads the entries of every page. */
  <T> List<T> list(Map<String, String> query, Function<JsonNode, T> entry, String... path) {
    List<T> all = new ArrayList<>();
    for (HttpUrl next = address(query, path); next != null; ) {
      JsonNode page = send("GET", next, null);
      page.path("value").forEach(found -> all.add(entry.apply(found)));
      next = next(page.path("odata.nextLink").textValue());
    }
    return all;
  }

  /** At the account's own address, whatever the link says: the signature is for no other. */
  private @Nullable HttpUrl next(@Nullable String link) {
    if (link == null) {
      return null;
    }
    HttpUrl next = HttpUrl.get(link);
    return url.newBuilder()
        .encodedPath(next.encodedPath())
        .encodedQuery(next.encodedQuery())
        .build();
  }

  void post(@Nullable ObjectNode body, String... path) {
    JsonNode unused = send("POST", address(Map.of(), path), content(body));
  }

  void put(ObjectNode body, String... path) {
    JsonNode unused = send("PUT", address(Map.of(), path), content(body));
  }

  void delete(String... path) {
    JsonNode unused = send("DELETE", address(Map.of(), path), content(null));
  }

  private HttpUrl address(Map<String, String> query, String... path) {
    HttpUrl.Builder address = url.newBuilder();
    for (String segment : path) {
      address.addPathSegment(segment);
    }
    address.addQueryParameter("api-version", BatchAccount.REST_VERSION);
    query.forEach(address::addQueryParameter);
    return address.build();
  }

  private static RequestBody content(@Nullable ObjectNode body) {
    try {
      return body == null
          ? RequestBody.create(new byte[0], null)
          : RequestBody.create(JSON.writeValueAsBytes(body), TYPE);
    } catch (JsonProcessingException e) {
      // Without the cause: it may quote what is sent.
      throw new IllegalStateException("cannot write a body for Batch");
    }
  }

  private JsonNode send(String method, HttpUrl address, @Nullable RequestBody body) {
    Request request =
        new Request.Builder()
            .url(address)
            .method(method, body)
            .header("Accept", "application/json")
            .build();
    try (Response answer = http.newCall(request).execute()) {
      String text = answer.body().string();
      if (!answer.isSuccessful()) {
        throw refused(answer, text);
      }
      return text.isEmpty() ? object() : JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RestRefusedException refused(Response answer, String text) {
    JsonNode error;
    try {
      error = JSON.readTree(text);
    } catch (JsonProcessingException notFromBatch) {
      error = object();
    }
    return new RestRefusedException(
        new Refusal(
            answer, error.path("code").textValue(), error.at("/message/value").textValue()));
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
