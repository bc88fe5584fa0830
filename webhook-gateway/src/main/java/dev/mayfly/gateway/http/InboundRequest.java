package dev.mayfly.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request as it comes in, by whoever sent it.
 *
 * @param forge the name in its path, which need not be one that is configured.
 * @param delivery the sender's id of what it sends; null where there is none.
 */
public record InboundRequest(String forge, @Nullable String delivery, HttpServletRequest request) {

  @Nullable public String header(String name) {
    return request.getHeader(name);
  }
}
