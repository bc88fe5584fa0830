package dev.mayfly.gateway.http;

import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import com.google.common.base.Ticker;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A {@link Endpoint} as HTTP: times, counts and writes its answers. A servlet, since Jersey took as
 * long to find a method as we take to verify and read an event (ADR 19).
 */
public final class EndpointServlet extends HttpServlet {

  private final transient Endpoint endpoint;
  private final transient RequestHandler handler;
  private final transient RefusalLog refusals = new RefusalLog(Ticker.systemTicker());
  private final transient MetricRegistry metrics;
  private final transient Timer timer;

  public EndpointServlet(Endpoint endpoint, RequestHandler handler, MetricRegistry metrics) {
    this.endpoint = endpoint;
    this.handler = handler;
    this.metrics = metrics;
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
    Answer answer = timer.timeSupplier(() -> handler.answer(endpoint, inbound));
    metrics.counter(endpoint.name() + "." + answer.result()).inc();
    refusals.note(answer);
    answer.writeTo(response);
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
