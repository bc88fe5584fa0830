package dev.mayfly.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A kind of request that the gateway takes: who sends it, and what it means. */
public interface Endpoint {

  /** What its paths begin with, and its metrics: {@code webhooks}. */
  String name();

  /** The forges that may send here. */
  Set<String> forges();

  /** The sender's id of what it sends, for the log. */
  @Nullable String delivery(HttpServletRequest request);

  /**
   * Verifies and reads a body, of which nothing has been looked at before; waits for nothing.
   *
   * @param arrival from one of {@link #forges()}, or so it says.
   * @return makes the answer, and may wait for Temporal.
   */
  Supplier<Answer> read(InboundRequest arrival, byte[] body);
}
