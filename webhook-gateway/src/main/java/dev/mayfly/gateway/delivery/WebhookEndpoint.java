package dev.mayfly.gateway.delivery;

import static java.util.Objects.requireNonNull;

import dev.mayfly.gateway.http.Answer;
import dev.mayfly.gateway.http.Endpoint;
import dev.mayfly.gateway.http.InboundRequest;
import dev.mayfly.gateway.http.Refusals;
import dev.mayfly.gateway.http.RequestHandler;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /webhooks/{forge}}: the way in for webhooks. Nothing of a body is looked at before
 * its signature has been verified, and the answer waits for Temporal alone, never for a worker.
 */
public final class WebhookEndpoint implements Endpoint {

  private final Map<String, SignatureVerifier> verifiers;
  private final WebhookHandler handler;

  /**
   * @param verifiers by the forge's configured name.
   */
  public WebhookEndpoint(Map<String, SignatureVerifier> verifiers, WebhookHandler handler) {
    this.verifiers = verifiers;
    this.handler = handler;
  }

  @Override
  public String name() {
    return "webhooks";
  }

  @Override
  public Set<String> forges() {
    return verifiers.keySet();
  }

  @Override
  public @Nullable String delivery(HttpServletRequest request) {
    return request.getHeader("X-GitHub-Delivery");
  }

  @Override
  public Supplier<Answer> read(InboundRequest arrival, byte[] body) {
    String signature = arrival.header("X-Hub-Signature-256");
    return requireNonNull(verifiers.get(arrival.forge()))
        .verify(body, signature, arrival.delivery())
        .map(verified -> handler.webhook(verified, arrival.header("X-GitHub-Event")))
        .orElse(
            () -> RequestHandler.refused(Refusals.signature(arrival.forge(), signature), arrival));
  }
}
