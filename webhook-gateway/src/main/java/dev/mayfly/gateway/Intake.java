package dev.mayfly.gateway;

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
final class Intake {

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  private final String name;
  private final SourceCheck source;
  private final BoundedBody bodies = new BoundedBody(Ticker.systemTicker());
  private final MetricRegistry metrics;
  private final Timer timer;

  /**
   * @param name of the way in, in its path and in metrics: {@code webhooks}.
   * @param source who may send at all.
   */
  Intake(String name, SourceCheck source, MetricRegistry metrics) {
    this.name = name;
    this.source = source;
    this.metrics = metrics;
    this.timer = metrics.timer(name + ".answer");
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
        timer.timeSupplier(() -> guarded(forge, known, delivery, request, body, handle));
    metrics.counter(name + "." + answer.result()).inc();
    return answer;
  }

  private Answer guarded(
      String forge,
      Set<String> known,
      @Nullable String delivery,
      HttpServletRequest request,
      InputStream body,
      Function<byte[], Answer> handle) {
    try {
      if (!known.contains(forge)) {
        return refused(Refusals.unknownForge(name, known), forge, delivery);
      }
      Optional<Answer> stranger = source.refusal(forge, request);
      if (stranger.isPresent()) {
        return refused(stranger.get(), forge, delivery);
      }
      if (BoundedBody.announcesTooMuch(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
        return refused(Refusals.tooLarge(), forge, delivery);
      }
      if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
        return refused(Refusals.notJson(), forge, delivery);
      }
      Optional<byte[]> read = bodies.read(body);
      return read.isEmpty()
          ? refused(Refusals.tooLarge(), forge, delivery)
          : handle.apply(read.get());
    } catch (IOException | HttpException.RuntimeException e) {
      return refused(Refusals.brokenOff(), forge, delivery);
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("deliveryId", LogText.of(delivery))
          .addKeyValue("forge", LogText.of(forge))
          .setCause(e)
          .log("delivery could not be handled");
      return Refusals.defect();
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
