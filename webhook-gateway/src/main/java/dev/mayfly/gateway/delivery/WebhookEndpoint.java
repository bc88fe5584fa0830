package dev.mayfly.gateway.delivery;

import static java.util.Objects.requireNonNull;

import dev.mayfly.gateway.http.Answer;
import dev.mayfly.gateway.http.Endpoint;
import dev.mayfly.gateway.http.InboundRequest;
import dev.mayfly.gateway.http.LogText;
import dev.mayfly.gateway.http.Refusals;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /webhooks/{forge}}: the endpoint for webhooks. Nothing of a body is looked at before
 * its signature has been verified, and the answer waits for Temporal alone, never for a worker.
 *
 * @param verifiers by the forge's configured name.
 */
public record WebhookEndpoint(Map<String, SignatureVerifier> verifiers, WebhookHandler handler)
    implements Endpoint, Protocol {

  private static final String SIGNATURE = "X-Hub-Signature-256";

  @Override
  public String name() {
    return "webhooks";
  }

  @Override
  public Set<String> forges() {
    return verifiers.keySet();
  }

  @Override
  public @Nullable String deliveryId(HttpServletRequest request) {
    return request.getHeader("X-GitHub-Delivery");
  }

  @Override
  public Answer answer(InboundRequest request, byte[] body) {
    return handler.answer(this, request, body);
  }

  @Override
  public Optional<VerifiedDelivery> verify(InboundRequest request, byte[] body) {
    return requireNonNull(verifiers.get(request.forge()))
        .verify(body, request.header(SIGNATURE), request.deliveryId());
  }

  @Override
  public Answer unverified(InboundRequest request) {
    return Refusals.signature(request.forge(), request.header(SIGNATURE));
  }

  @Override
  public Optional<Answer> withoutJob(InboundRequest request) {
    String event = request.header("X-GitHub-Event");
    if (event == null || event.isBlank()) {
      return Optional.of(Refusals.noEvent());
    }
    return switch (event) {
      case "workflow_job" -> Optional.empty();
      case "ping" -> Optional.of(pong());
      default -> Optional.of(otherEvent(event));
    };
  }

  @Override
  public WorkflowJobEvent parse(VerifiedDelivery delivery) {
    return WorkflowJobPayload.read(delivery);
  }

  private static Answer pong() {
    return Answer.of(200, "pong", "signature and address are right; send workflow_job events");
  }

  private static Answer otherEvent(String name) {
    return Answer.of(
        200,
        "ignored",
        "Mayfly needs workflow_job events only, not "
            + LogText.of(name)
            + "; untick it, or leave it");
  }
}
