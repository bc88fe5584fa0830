package dev.mayfly.gateway.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.service.http.ForwardProxy;
import dev.mayfly.service.http.Redirects;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ranges that a GitHub sends its webhooks from, as its {@code /meta} says: "we make changes to
 * our IP addresses from time to time". Asked for with the last answer's ETag, so that an unchanged
 * list costs nothing of the 60 anonymous requests per hour; what cannot be read leaves the last
 * good copy, in memory, as it is. Rule gh-meta-hooks.
 */
final class HookRanges {

  private static final Logger log = LoggerFactory.getLogger(HookRanges.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI meta;
  private final HttpClient http;
  private final AtomicReference<@Nullable Listed> lastGood = new AtomicReference<>();

  /** An answer that could be used. */
  private record Listed(List<AddressRange> ranges, Optional<String> etag) {}

  HookRanges(URI apiUrl, HttpClient http) {
    this.meta = URI.create(apiUrl + "/meta");
    this.http = http;
  }

  /** Empty until the list has been read once. */
  Optional<List<AddressRange>> known() {
    return Optional.ofNullable(lastGood.get()).map(Listed::ranges);
  }

  /** Asks once; whether there is an answer that could be used. For one thread at a time. */
  boolean refresh() {
    try {
      HttpResponse<String> answer = http.send(request(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 304 || known().isEmpty()) {
        take(answer);
      }
      return true;
    } catch (IOException | IllegalArgumentException e) {
      log.warn("{} could not be read ({}); {}", meta, e.toString(), consequence());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void take(HttpResponse<String> answer) throws IOException {
    if (Redirects.isOne(answer.statusCode())) {
      throw new IOException(
          Redirects.refused(meta, answer.headers().firstValue("Location").orElse(null)));
    }
    if (answer.statusCode() != 200) {
      throw new IOException("HTTP status " + answer.statusCode());
    }
    List<AddressRange> ranges = hooks(JSON.readTree(answer.body()));
    if (!known().equals(Optional.of(ranges))) {
      log.info("webhooks of {} come from {}", meta.getHost(), ranges);
    }
    lastGood.set(new Listed(ranges, answer.headers().firstValue("ETag")));
  }

  private HttpRequest request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(meta).timeout(PATIENCE).header("Accept", "application/json");
    ForwardProxy.authorization(meta)
        .ifPresent(value -> request.header(ForwardProxy.AUTHORIZATION, value));
    Optional.ofNullable(lastGood.get())
        .flatMap(Listed::etag)
        .ifPresent(etag -> request.header("If-None-Match", etag));
    return request.build();
  }

  private static List<AddressRange> hooks(JsonNode meta) throws IOException {
    List<AddressRange> ranges = new ArrayList<>();
    meta.path("hooks").forEach(range -> ranges.add(AddressRange.parse(range.asText())));
    if (ranges.isEmpty()) {
      throw new IOException("it has no list \"hooks\"");
    }
    return List.copyOf(ranges);
  }

  private String consequence() {
    return known().isEmpty() ? "no list is known yet" : "the last good list stays in force";
  }
}
