package dev.mayfly.gateway.http;

import com.google.common.base.Ticker;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every way in has in common: JSON of bounded size, room for it and a place to handle it, an
 * answer whatever happens, and a line of the log for each that is refused.
 */
public final class RequestHandler {

  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

  private final SourceCheck source;
  private final InFlightLimit places;
  private final BooleanSupplier late;
  private final BodyMemoryLimit room;
  private final CpuLimit turns;
  private final BoundedBody bodies = new BoundedBody(Ticker.systemTicker());

  /**
   * @param places for what is handled at once.
   * @param late whether whoever comes now would wait for too long.
   * @param room for bodies.
   * @param turns to verify and read them.
   * @param source who may send at all.
   */
  public RequestHandler(
      InFlightLimit places,
      BooleanSupplier late,
      BodyMemoryLimit room,
      CpuLimit turns,
      SourceCheck source) {
    this.places = places;
    this.late = late;
    this.room = room;
    this.turns = turns;
    this.source = source;
  }

  Answer answer(Endpoint way, InboundRequest arrival) {
    // Those whose bodies still come hold no place, or slow senders would take all of them. Who will
    // be refused is refused before anything is spent on it.
    if (places.areTaken() || late.getAsBoolean()) {
      return Refusals.overloaded();
    }
    try (BodyMemoryLimit.Share share = room.share()) {
      Optional<Answer> refusal = refusal(way, arrival);
      return refusal.isPresent() ? refused(refusal.get(), arrival) : handled(way, arrival, share);
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("deliveryId", LogText.of(arrival.delivery()))
          .addKeyValue("forge", LogText.of(arrival.forge()))
          .setCause(e)
          .log("delivery could not be handled");
      return Refusals.defect();
    }
  }

  /** Why the body is not even read. */
  private Optional<Answer> refusal(Endpoint way, InboundRequest arrival) {
    if (!way.forges().contains(arrival.forge())) {
      return Optional.of(Refusals.unknownForge(way.name(), way.forges()));
    }
    if (!arrival.request().getMethod().equals("POST")) {
      return Optional.of(Refusals.notPost());
    }
    Optional<Answer> stranger = source.refusal(arrival.forge(), arrival.request());
    if (stranger.isPresent()) {
      return stranger;
    }
    if (arrival.request().getContentLengthLong() > BoundedBody.LIMIT) {
      return Optional.of(Refusals.tooLarge());
    }
    return isJson(arrival.header("Content-Type"))
        ? Optional.empty()
        : Optional.of(Refusals.notJson());
  }

  private Answer handled(Endpoint way, InboundRequest arrival, BodyMemoryLimit.Share share) {
    try {
      Optional<byte[]> body =
          bodies.read(
              arrival.request().getInputStream(), arrival.request().getContentLength(), share);
      return body.isEmpty()
          ? refused(Refusals.tooLarge(), arrival)
          : places.during(() -> answer(way, arrival, body.get())).orElseGet(Refusals::overloaded);
    } catch (OverloadedException e) {
      return Refusals.overloaded();
    } catch (IOException | HttpException.RuntimeException e) {
      return refused(Refusals.brokenOff(), arrival);
    }
  }

  // Who waits for Temporal has had its turn.
  private Answer answer(Endpoint way, InboundRequest arrival, byte[] body) {
    return turns.during(() -> way.read(arrival, body)).get();
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType != null
        && contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  public static Answer refused(Answer answer, InboundRequest arrival) {
    log.atInfo()
        .addKeyValue("deliveryId", LogText.of(arrival.delivery()))
        .addKeyValue("forge", LogText.of(arrival.forge()))
        .addKeyValue("status", answer.status())
        .addKeyValue("result", answer.result())
        .log(answer.reason());
    return answer;
  }
}
