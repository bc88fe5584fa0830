package dev.mayfly.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A kind of request that the gateway takes. */
public interface Endpoint {

  /** The beginning of its paths and of its metrics: {@code webhooks}. */
  String name();

  /** The forges that may send here. */
  Set<String> forges();

  /** The sender's id of the delivery, for the log. */
  @Nullable String deliveryId(HttpServletRequest request);

  /**
   * Answers a request whose body is there, but nothing of which has been looked at; may wait for
   * Temporal.
   *
   * @param request from one of {@link #forges()}, or so it says.
   */
  Answer answer(InboundRequest request, byte[] body);
}
