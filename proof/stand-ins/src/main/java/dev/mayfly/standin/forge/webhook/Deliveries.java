package dev.mayfly.standin.forge.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.fault.DeliveryFaults;
import dev.mayfly.standin.forge.fault.ForgeFaults;
import dev.mayfly.standin.forge.webhook.Delivery.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The webhook: sends events off the caller's path, and records every attempt. As on GitHub there is
 * a time-out of ten seconds and no second try; several go at once, so they may arrive in another
 * order. Rule gh-delivery-ten-seconds. Rule gh-delivery-once. Rule gh-delivery-order.
 */
public final class Deliveries implements AutoCloseable {

  public static final long HOOK_ID = 109948940;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int AT_ONCE = 8;

  private final Hook hook;
  private final @Nullable URI target;
  private final ForgeFaults faults;
  private final InstantSource clock;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final ScheduledExecutorService senders = Executors.newScheduledThreadPool(AT_ONCE);
  private final List<Delivery> attempts = new ArrayList<>();
  private final DeliveryTally tally = new DeliveryTally();
  private final AtomicLong events = new AtomicLong();
  private final List<URI> others = new CopyOnWriteArrayList<>();
  private final Set<Long> redelivered = new HashSet<>();
  private final Set<Event> underWay = ConcurrentHashMap.newKeySet();
  private long lastId = 12345678900L;

  /**
   * The webhook as it was set up.
   *
   * @param target absent: there is no webhook, and nothing is ever sent.
   * @param headers of a delivery, by its id and what it brings.
   * @param keepsGuids whether another try at an event goes by the id of the first.
   */
  public record Hook(
      @Nullable URI target,
      BiFunction<String, Event, Map<String, String>> headers,
      boolean keepsGuids) {}

  public Deliveries(Hook hook, ForgeFaults faults, InstantSource clock) {
    this.hook = hook;
    this.target = hook.target();
    this.faults = faults;
    this.clock = clock;
  }

  /** From now on every event goes to another webhook as well, where no fault meets it. */
  public void alsoTo(URI other) {
    others.add(other);
  }

  /** Sends an event of ours. */
  public void send(String name, ObjectNode payload) {
    send(Event.of(name, payload, payload.toString().getBytes(UTF_8)));
  }

  /** Sends these bytes, unless there is nowhere to send them, or a fault is due. */
  public void send(Event event) {
    others.forEach(
        other ->
            schedule(
                Duration.ZERO,
                new Parcel(
                    other, UUID.randomUUID().toString(), event, events.incrementAndGet(), false)));
    if (target == null) {
      tally.vanished(event);
      return;
    }
    String guid = UUID.randomUUID().toString();
    DeliveryFaults chance = faults.byChance();
    if (!faults.hookIsActive() || faults.takeVanishing() || chance.swallows(event.key())) {
      tally.vanished(event);
      return;
    }
    if (faults.takeLoss() || chance.loses(event.key())) {
      tally.lost(event);
      record(guid, event, false, Map.of(), Duration.ZERO, 0, "failed to connect to host", "");
      return;
    }
    tally.made(event);
    long ordinal = events.incrementAndGet();
    Duration delay = faults.deliveryDelay();
    schedule(
        delay.plus(chance.hold(event.key(), 1)), new Parcel(target, guid, event, ordinal, false));
    if (faults.takeRepeat()) {
      repeat(delay, new Parcel(target, guid, event, ordinal, false), false);
    }
    if (chance.repeats(event.key())) {
      Duration hold = delay.plus(chance.hold(event.key(), 2));
      repeat(hold, new Parcel(target, guid, event, ordinal, false), chance.renames(event.key()));
    }
  }

  private void repeat(Duration delay, Parcel parcel, boolean renames) {
    tally.repeated(parcel.event(), renames);
    schedule(delay, renames ? parcel.as(UUID.randomUUID().toString()) : parcel);
  }

  /**
   * Tries once more what an attempt tried; on GitHub under the same GUID. Rule gh-redelivery-guid.
   */
  public void redeliver(Delivery attempt) {
    if (target != null) {
      String guid = hook.keepsGuids() ? attempt.guid() : UUID.randomUUID().toString();
      long ordinal = events.incrementAndGet();
      schedule(Duration.ZERO, new Parcel(target, guid, attempt.event(), ordinal, true));
    }
  }

  /**
   * Tries once more what was last answered with an error, or not at all, for every job that no
   * event of this action has reached; lost events are not tried.
   *
   * @return how many.
   */
  public synchronized int redeliverRefused(String action) {
    List<Delivery> told =
        attempts.stream()
            .filter(attempt -> action.equals(attempt.event().action()))
            .filter(attempt -> !attempt.headers().isEmpty())
            .toList();
    Set<Long> reached =
        told.stream()
            .filter(Delivery::succeeded)
            .map(attempt -> attempt.event().jobId())
            .collect(Collectors.toSet());
    List<Delivery> due =
        told.stream()
            .filter(attempt -> !reached.contains(attempt.event().jobId()))
            .filter(attempt -> redelivered.add(attempt.id()))
            .toList();
    due.forEach(this::redeliver);
    return due.size();
  }

  /** One copy of an event on its way. */
  private record Parcel(URI url, String guid, Event event, long ordinal, boolean redelivery) {

    Parcel as(String otherGuid) {
      return new Parcel(url, otherGuid, event, ordinal, redelivery);
    }
  }

  /** Tries once more what no attempt has brought to the receiver so far. */
  public void redeliverFailed() {
    Map<String, Delivery> failed = new LinkedHashMap<>();
    List<Delivery> newestFirst = attempts();
    newestFirst.forEach(attempt -> failed.put(attempt.guid(), attempt));
    newestFirst.stream()
        .filter(attempt -> attempt.statusCode() / 100 == 2)
        .forEach(taken -> failed.remove(taken.guid()));
    failed.values().forEach(this::redeliver);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // every outcome is recorded
  private void schedule(Duration delay, Parcel parcel) {
    tally.scheduled(parcel.event());
    senders.schedule(() -> attempt(parcel), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void attempt(Parcel parcel) {
    Event event = parcel.event();
    tally.setOut(event, parcel.ordinal());
    Map<String, String> signed = hook.headers().apply(parcel.guid(), event);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(parcel.url())
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofByteArray(event.payload()));
    signed.forEach(request::header);
    Instant begun = clock.instant();
    int code = 0;
    String status = "timed out";
    String answer = "";
    underWay.add(event);
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
    } finally {
      underWay.remove(event);
    }
    Duration took = Duration.between(begun, clock.instant());
    record(parcel.guid(), event, parcel.redelivery(), signed, took, code, status, answer);
    tally.answered(event, code >= 200 && code < 300);
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

  /** Returns how often each delivery was sent again, by its GUID. */
  public synchronized Map<String, Long> redeliveries() {
    return attempts.stream()
        .filter(Delivery::redelivery)
        .collect(Collectors.groupingBy(Delivery::guid, Collectors.counting()));
  }

  /** The GUIDs of what did not arrive when it was first sent. */
  public synchronized Set<String> failed() {
    return attempts.stream()
        .filter(attempt -> !attempt.redelivery() && !attempt.succeeded())
        .map(Delivery::guid)
        .collect(Collectors.toSet());
  }

  public DeliveryCounts counts() {
    return tally.counts();
  }

  /** The jobs whose {@code queued} never became a delivery. */
  public Set<Long> unheardOf() {
    return tally.unheardOf();
  }

  /** Returns what has been sent and not been answered yet. */
  public Set<Event> underWay() {
    return Set.copyOf(underWay);
  }

  /** All attempts, the newest first. */
  public synchronized List<Delivery> attempts() {
    List<Delivery> newestFirst = new ArrayList<>(attempts);
    Collections.reverse(newestFirst);
    return newestFirst;
  }

  /** Forgets them all, as GitHub does those that are older than three days. */
  public synchronized void forget() {
    attempts.clear();
  }

  public synchronized Optional<Delivery> attempt(long id) {
    return attempts.stream().filter(attempt -> attempt.id() == id).findFirst();
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }
}
