package dev.mayfly.gateway;

import dev.mayfly.workflows.Forge;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /requests/{forge}}: the way in for an Azure DevOps pipeline, whose agentless job asks
 * for an agent by an "Invoke REST API" task. As with webhooks, nothing of a body is looked at
 * before its sender has been verified, and 202 means that Temporal has it.
 */
@Path("/requests/{forge}")
public final class RequestResource {

  private final Map<String, Sender> senders;
  private final WebhookHandler handler;
  private final Entrance entrance;

  /** An Azure DevOps, and how its requests are known. */
  public record Sender(BearerVerifier verifier, Forge forge) {}

  /**
   * @param senders by the forge's configured name.
   */
  RequestResource(Map<String, Sender> senders, WebhookHandler handler, Entrance entrance) {
    this.senders = senders;
    this.handler = handler;
    this.entrance = entrance;
  }

  @POST
  public Response receive(
      @PathParam("forge") String forge,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @Context HttpServletRequest request,
      InputStream body) {
    return entrance
        .answer(
            forge,
            senders.keySet(),
            null,
            request,
            body,
            bytes -> handled(forge, bytes, authorization))
        .toResponse();
  }

  private Answer handled(String forge, byte[] body, @Nullable String authorization) {
    Sender sender = Objects.requireNonNull(senders.get(forge));
    return sender
        .verifier()
        .verify(body, authorization)
        .map(verified -> handler.request(verified, sender.forge()))
        .orElseGet(() -> Entrance.refused(Refusals.bearer(forge, authorization), forge, null));
  }
}
