package dev.mayfly.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The part of a request's way that all endpoints share: JSON of bounded size, within the limits, an
 * answer in every case, and a line of the log for each request that is refused.
 *
 * @param late true while a request that comes now would wait for too long.
 */
public record RequestHandler(
    SourceCheck source,
    InFlightLimit inFlight,
    BooleanSupplier late,
    BodyMemoryLimit bodyMemory,
    BoundedBody bodies) {

  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

  Answer answer(Endpoint endpoint, InboundRequest request) {
    // One whose body still comes holds no permit, or slow senders would take all of them. One that
    // will be refused is refused before anything is spent on it.
    if (inFlight.isReached() || late.getAsBoolean()) {
      return Refusals.overloaded();
    }
    try (BodyMemoryLimit.Share memory = bodyMemory.share()) {
      Optional<Answer> refusal = refusal(endpoint, request);
      if (refusal.isPresent()) {
        return refused(refusal.get(), request);
      }
      Optional<byte[]> body = read(request.http(), memory);
      if (body.isEmpty()) {
        return refused(Refusals.tooLarge(), request);
      }
      Permit permit = inFlight.acquire();
      try (permit) {
        return endpoint.answer(request, body.get());
      }
    } catch (OverloadedException e) {
      return Refusals.overloaded();
    } catch (IOException | HttpException.RuntimeException e) {
      return refused(Refusals.brokenOff(), request);
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("deliveryId", LogText.of(request.deliveryId()))
          .addKeyValue("forge", LogText.of(request.forge()))
          .setCause(e)
          .log("delivery could not be handled");
      return Refusals.defect();
    }
  }

  private Optional<byte[]> read(HttpServletRequest request, BodyMemoryLimit.Share memory)
      throws IOException {
    return bodies.read(request.getInputStream(), request.getContentLength(), memory);
  }

  /** The answer to a request whose body need not be read; else empty. */
  private Optional<Answer> refusal(Endpoint endpoint, InboundRequest request) {
    if (!endpoint.forges().contains(request.forge())) {
      return Optional.of(Refusals.unknownForge(endpoint.name(), endpoint.forges()));
    }
    if (!request.http().getMethod().equals("POST")) {
      return Optional.of(Refusals.notPost());
    }
    Optional<Answer> stranger = source.refusal(request.forge(), request.http());
    if (stranger.isPresent()) {
      return stranger;
    }
    if (request.http().getContentLengthLong() > BoundedBody.LIMIT) {
      return Optional.of(Refusals.tooLarge());
    }
    return isJson(request.header("Content-Type"))
        ? Optional.empty()
        : Optional.of(Refusals.notJson());
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType != null
        && contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  /** Logs the refusal of a request that is not verified. */
  public static Answer refused(Answer answer, InboundRequest request) {
    // A secret that does not fit is RefusalLog's: it may come by thousands.
    log.atLevel(answer.status() == 401 ? Level.DEBUG : Level.INFO)
        .addKeyValue("deliveryId", LogText.of(request.deliveryId()))
        .addKeyValue("forge", LogText.of(request.forge()))
        .addKeyValue("status", answer.status())
        .addKeyValue("result", answer.result())
        .log(answer.reason());
    return answer;
  }
}
