package dev.mayfly.gateway.http;

import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import com.google.common.base.Ticker;
import dev.mayfly.service.metrics.Measure;
import dev.mayfly.service.metrics.Meters;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A {@link Endpoint} as HTTP: times, counts and writes its answers. A servlet, since Jersey took as
 * long to find a method as we take to verify and read an event (ADR 19).
 */
public final class EndpointServlet extends HttpServlet {

  private final transient Endpoint endpoint;
  private final transient RequestHandler handler;
  private final transient RefusalLog refusals = new RefusalLog(Ticker.systemTicker());
  private final transient MetricRegistry metrics;
  private final transient Meters meters;
  private final transient InstantSource clock;
  private final transient Timer timer;

  public EndpointServlet(
      Endpoint endpoint, RequestHandler handler, MetricRegistry metrics, InstantSource clock) {
    this.endpoint = endpoint;
    this.handler = handler;
    this.metrics = metrics;
    this.meters = Meters.of(metrics);
    this.clock = clock;
    // The first one would go unnoticed: what has just appeared has not risen.
    endpoint
        .forges()
        .forEach(forge -> meters.count(Measure.DELIVERIES, 0, forge, "", Refusals.REFUSED, ""));
    // The default reservoir locks, and many threads answer.
    this.timer =
        metrics.timer(
            endpoint.name() + ".answer",
            () -> new Timer(LockFreeExponentiallyDecayingReservoir.builder().build()));
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    InboundRequest inbound =
        new InboundRequest(forge(request), endpoint.deliveryId(request), request);
    Timer.Context time = timer.time();
    Answer answer = handler.answer(endpoint, inbound);
    measure(inbound.forge(), answer, Duration.ofNanos(time.stop()));
    metrics.counter(endpoint.name() + "." + answer.result()).inc();
    refusals.note(answer);
    answer.writeTo(response);
  }

  // The name in a path may be any.
  private void measure(String path, Answer answer, Duration took) {
    String forge = endpoint.forges().contains(path) ? path : "unknown";
    Answer.About about = answer.about();
    meters.count(Measure.DELIVERIES, forge, about.action(), answer.result(), about.why());
    meters.time(Measure.DELIVERY_ANSWER, took, forge);
    if (answer.status() < 300) {
      meters.set(Measure.LAST_DELIVERY, (double) clock.instant().getEpochSecond(), forge);
    }
  }

  /** The part of the path behind the endpoint's name. */
  private static String forge(HttpServletRequest request) {
    String path = request.getPathInfo();
    if (path == null || path.isEmpty()) {
      return "";
    }
    return path.substring(1, path.length() - (path.length() > 1 && path.endsWith("/") ? 1 : 0));
  }
}
