package dev.mayfly.gateway.delivery;

import static java.util.Objects.requireNonNull;

import dev.mayfly.gateway.http.Answer;
import dev.mayfly.gateway.http.Endpoint;
import dev.mayfly.gateway.http.InboundRequest;
import dev.mayfly.gateway.http.Refusals;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /requests/{forge}}: the endpoint for an Azure DevOps pipeline, whose agentless job
 * asks for an agent by an "Invoke REST API" task. As with webhooks, nothing of a body is looked at
 * before its sender has been verified, and 202 means that Temporal has it.
 *
 * @param senders by the forge's configured name.
 */
public record AgentRequestEndpoint(Map<String, Sender> senders, WebhookHandler handler)
    implements Endpoint, Protocol {

  /** An Azure DevOps with the verifier of its requests. */
  public record Sender(BearerVerifier verifier, Forge forge) {}

  @Override
  public String name() {
    return "requests";
  }

  @Override
  public Set<String> forges() {
    return senders.keySet();
  }

  /** Returns null: Azure DevOps gives its requests no id. */
  @Override
  public @Nullable String deliveryId(HttpServletRequest request) {
    return null;
  }

  @Override
  public Answer answer(InboundRequest request, byte[] body) {
    return handler.answer(this, request, body);
  }

  @Override
  public Optional<VerifiedDelivery> verify(InboundRequest request, byte[] body) {
    return sender(request.forge()).verifier().verify(body, request.header("Authorization"));
  }

  @Override
  public Answer unverified(InboundRequest request) {
    return Refusals.bearer(request.forge(), request.header("Authorization"));
  }

  @Override
  public WorkflowJobEvent parse(VerifiedDelivery delivery) {
    return AgentRequest.read(delivery, sender(delivery.forge()).forge());
  }

  private Sender sender(String forge) {
    return requireNonNull(senders.get(forge));
  }
}
