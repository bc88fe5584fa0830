package dev.mayfly.gateway;

import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import com.google.common.base.Ticker;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every way in has in common: JSON of bounded size, an answer whatever happens, and a count
 * and a line of the log for each that is refused.
 */
final class Entrance {

  private static final Logger log = LoggerFactory.getLogger(Entrance.class);

  private final String name;
  private final SourceCheck source;
  private final Places places;
  private final Room room;
  private final BoundedBody bodies = new BoundedBody(Ticker.systemTicker());
  private final OverloadLog overloads = new OverloadLog(Ticker.systemTicker());
  private final MetricRegistry metrics;
  private final Timer timer;

  /**
   * @param name of the way in, in its path and in metrics: {@code webhooks}.
   * @param places shared by all ways in.
   * @param room for bodies, shared by all ways in.
   * @param source who may send at all.
   */
  Entrance(String name, Places places, Room room, SourceCheck source, MetricRegistry metrics) {
    this.name = name;
    this.places = places;
    this.room = room;
    this.source = source;
    this.metrics = metrics;
    // The default reservoir locks, and many threads answer.
    this.timer =
        metrics.timer(
            name + ".answer",
            () -> new Timer(LockFreeExponentiallyDecayingReservoir.builder().build()));
  }

  /**
   * @param known the forges that may send here.
   * @param delivery the sender's id of what it sends, for the log.
   * @param handle gives the answer to these bytes; nothing of them has been looked at before.
   */
  Answer answer(
      String forge,
      Set<String> known,
      @Nullable String delivery,
      HttpServletRequest request,
      InputStream body,
      Function<byte[], Answer> handle) {
    Answer answer =
        timer.timeSupplier(() -> admitted(forge, known, delivery, request, body, handle));
    metrics.counter(name + "." + answer.result()).inc();
    overloads.note(answer);
    return answer;
  }

  private Answer admitted(
      String forge,
      Set<String> known,
      @Nullable String delivery,
      HttpServletRequest request,
      InputStream body,
      Function<byte[], Answer> handle) {
    // Those whose bodies still come hold no place, or slow senders would take all of them.
    if (places.areTaken()) {
      return Refusals.overloaded();
    }
    try (Room.Share share = room.share()) {
      Optional<Answer> refusal = refusal(forge, known, request);
      return refusal.isPresent()
          ? refused(refusal.get(), forge, delivery)
          : handled(share, forge, delivery, body, handle);
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("deliveryId", LogText.of(delivery))
          .addKeyValue("forge", LogText.of(forge))
          .setCause(e)
          .log("delivery could not be handled");
      return Refusals.defect();
    }
  }

  /** Why the body is not even read. */
  private Optional<Answer> refusal(String forge, Set<String> known, HttpServletRequest request) {
    if (!known.contains(forge)) {
      return Optional.of(Refusals.unknownForge(name, known));
    }
    Optional<Answer> stranger = source.refusal(forge, request);
    if (stranger.isPresent()) {
      return stranger;
    }
    if (BoundedBody.announcesTooMuch(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
      return Optional.of(Refusals.tooLarge());
    }
    return isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))
        ? Optional.empty()
        : Optional.of(Refusals.notJson());
  }

  private Answer handled(
      Room.Share share,
      String forge,
      @Nullable String delivery,
      InputStream body,
      Function<byte[], Answer> handle) {
    try {
      Optional<byte[]> read = bodies.read(body, share);
      return read.isEmpty()
          ? refused(Refusals.tooLarge(), forge, delivery)
          : places.during(() -> handle.apply(read.get())).orElseGet(Refusals::overloaded);
    } catch (OverloadedException e) {
      return Refusals.overloaded();
    } catch (IOException | HttpException.RuntimeException e) {
      return refused(Refusals.brokenOff(), forge, delivery);
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType != null
        && contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  static Answer refused(Answer answer, String forge, @Nullable String delivery) {
    log.atInfo()
        .addKeyValue("deliveryId", LogText.of(delivery))
        .addKeyValue("forge", LogText.of(forge))
        .addKeyValue("status", answer.status())
        .addKeyValue("result", answer.result())
        .log(answer.reason());
    return answer;
  }
}
