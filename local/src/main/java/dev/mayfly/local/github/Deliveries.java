package dev.mayfly.local.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.local.github.Delivery.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The webhook: signs events, sends them off the caller's path, and records every attempt. As on
 * GitHub there is a time-out of ten seconds and no second try; several go at once, so they may
 * arrive in another order.
 */
final class Deliveries implements AutoCloseable {

  static final long HOOK_ID = 109948940;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int AT_ONCE = 8;

  private final @Nullable URI target;
  private final String secret;
  private final Faults faults;
  private final InstantSource clock;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final ScheduledExecutorService senders = Executors.newScheduledThreadPool(AT_ONCE);
  private final List<Delivery> attempts = new ArrayList<>();
  private long lastId = 12345678900L;

  Deliveries(@Nullable URI target, String secret, Faults faults, InstantSource clock) {
    this.target = target;
    this.secret = secret;
    this.faults = faults;
    this.clock = clock;
  }

  /** Sends an event of ours. */
  void send(String name, ObjectNode payload) {
    Long repository = payload.has("repository") ? payload.at("/repository/id").asLong() : null;
    send(
        new Event(
            name,
            payload.path("action").asText(null),
            repository,
            payload.toString().getBytes(UTF_8)));
  }

  /** Sends these bytes, unless there is nowhere to send them, or a fault is due. */
  void send(Event event) {
    String guid = UUID.randomUUID().toString();
    if (target == null) {
      return;
    }
    if (faults.takeLoss()) {
      record(guid, event, false, Map.of(), Duration.ZERO, 0, "failed to connect to host", "");
      return;
    }
    long delay = faults.deliveryDelay().toMillis();
    int copies = 1 + faults.takeRepeats();
    for (int i = 0; i < copies; i++) {
      schedule(delay, target, guid, event, false);
    }
  }

  /** Tries once more what an attempt tried, under the same GUID. */
  void redeliver(Delivery attempt) {
    if (target != null) {
      schedule(0, target, attempt.guid(), attempt.event(), true);
    }
  }

  /** Tries once more what no attempt has brought to the receiver so far. */
  void redeliverFailed() {
    Map<String, Delivery> failed = new LinkedHashMap<>();
    List<Delivery> newestFirst = attempts();
    newestFirst.forEach(attempt -> failed.put(attempt.guid(), attempt));
    newestFirst.stream()
        .filter(attempt -> attempt.statusCode() / 100 == 2)
        .forEach(taken -> failed.remove(taken.guid()));
    failed.values().forEach(this::redeliver);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // every outcome is recorded
  private void schedule(long delay, URI url, String guid, Event event, boolean redelivery) {
    senders.schedule(() -> attempt(url, guid, event, redelivery), delay, TimeUnit.MILLISECONDS);
  }

  private void attempt(URI url, String guid, Event event, boolean redelivery) {
    Map<String, String> headers = headers(guid, event);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofByteArray(event.payload()));
    headers.forEach(request::header);
    Instant begun = clock.instant();
    int code = 0;
    String status = "timed out";
    String answer = "";
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      code = response.statusCode();
      status = code < 300 ? "OK" : "Invalid HTTP Response: " + code;
      answer = response.body();
    } catch (IOException e) {
      status = "failed to connect to host: " + e.getClass().getSimpleName();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Duration took = Duration.between(begun, clock.instant());
    record(guid, event, redelivery, headers, took, code, status, answer);
  }

  private Map<String, String> headers(String guid, Event event) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "*/*");
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "GitHub-Hookshot/044aadd");
    headers.put("X-GitHub-Delivery", guid);
    headers.put("X-GitHub-Event", event.name());
    headers.put("X-GitHub-Hook-ID", Long.toString(HOOK_ID));
    headers.put("X-GitHub-Hook-Installation-Target-ID", "38302899");
    headers.put("X-GitHub-Hook-Installation-Target-Type", "organization");
    headers.put("X-Hub-Signature", "sha1=" + hmac("HmacSHA1", event.payload()));
    headers.put("X-Hub-Signature-256", "sha256=" + hmac("HmacSHA256", event.payload()));
    return headers;
  }

  private String hmac(String algorithm, byte[] payload) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), algorithm));
      return HexFormat.of().formatHex(mac.doFinal(payload));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " is missing from this JDK", e);
    }
  }

  private synchronized void record(
      String guid,
      Event event,
      boolean redelivery,
      Map<String, String> headers,
      Duration took,
      int code,
      String status,
      String answer) {
    attempts.add(
        new Delivery(
            ++lastId,
            guid,
            clock.instant(),
            redelivery,
            took,
            code,
            status,
            event,
            headers,
            answer));
    notifyAll();
  }

  /** All attempts, the newest first. */
  synchronized List<Delivery> attempts() {
    List<Delivery> newestFirst = new ArrayList<>(attempts);
    Collections.reverse(newestFirst);
    return newestFirst;
  }

  synchronized Optional<Delivery> attempt(long id) {
    return attempts.stream().filter(attempt -> attempt.id() == id).findFirst();
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }
}
