package dev.mayfly.gateway.delivery;

import static java.util.Objects.requireNonNull;

import dev.mayfly.gateway.http.Answer;
import dev.mayfly.gateway.http.Endpoint;
import dev.mayfly.gateway.http.InboundRequest;
import dev.mayfly.gateway.http.Refusals;
import dev.mayfly.gateway.http.RequestHandler;
import dev.mayfly.workflows.fleet.Forge;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /requests/{forge}}: the way in for an Azure DevOps pipeline, whose agentless job asks
 * for an agent by an "Invoke REST API" task. As with webhooks, nothing of a body is looked at
 * before its sender has been verified, and 202 means that Temporal has it.
 */
public final class AgentRequestEndpoint implements Endpoint {

  private final Map<String, Sender> senders;
  private final WebhookHandler handler;

  /** An Azure DevOps, and how its requests are known. */
  public record Sender(BearerVerifier verifier, Forge forge) {}

  /**
   * @param senders by the forge's configured name.
   */
  public AgentRequestEndpoint(Map<String, Sender> senders, WebhookHandler handler) {
    this.senders = senders;
    this.handler = handler;
  }

  @Override
  public String name() {
    return "requests";
  }

  @Override
  public Set<String> forges() {
    return senders.keySet();
  }

  /** Azure DevOps gives its requests none. */
  @Override
  public @Nullable String delivery(HttpServletRequest request) {
    return null;
  }

  @Override
  public Supplier<Answer> read(InboundRequest arrival, byte[] body) {
    Sender sender = requireNonNull(senders.get(arrival.forge()));
    String authorization = arrival.header("Authorization");
    return sender
        .verifier()
        .verify(body, authorization)
        .map(verified -> handler.request(verified, sender.forge()))
        .orElse(
            () -> RequestHandler.refused(Refusals.bearer(arrival.forge(), authorization), arrival));
  }
}
