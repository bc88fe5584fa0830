package dev.mayfly.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request as it comes in, not verified.
 *
 * @param forge the name in its path, which need not be one that is configured.
 * @param deliveryId the sender's id of the delivery; null where there is none.
 */
public record InboundRequest(String forge, @Nullable String deliveryId, HttpServletRequest http) {

  @Nullable public String header(String name) {
    return http.getHeader(name);
  }
}
