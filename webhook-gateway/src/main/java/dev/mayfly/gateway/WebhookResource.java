package dev.mayfly.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /webhooks/{forge}}: the way in for webhooks. Nothing of a body is looked at before
 * its signature has been verified, and the answer waits for Temporal alone, never for a worker.
 */
@Path("/webhooks/{forge}")
public final class WebhookResource {

  private final Map<String, SignatureVerifier> verifiers;
  private final WebhookHandler handler;
  private final Entrance entrance;

  WebhookResource(
      Map<String, SignatureVerifier> verifiers, WebhookHandler handler, Entrance entrance) {
    this.verifiers = verifiers;
    this.handler = handler;
    this.entrance = entrance;
  }

  @POST
  public Response receive(
      @PathParam("forge") String forge,
      @HeaderParam("X-Hub-Signature-256") @Nullable String signature,
      @HeaderParam("X-GitHub-Event") @Nullable String event,
      @HeaderParam("X-GitHub-Delivery") @Nullable String delivery,
      @Context HttpServletRequest request,
      InputStream body) {
    return entrance
        .answer(
            forge,
            verifiers.keySet(),
            delivery,
            request,
            body,
            bytes ->
                Objects.requireNonNull(verifiers.get(forge))
                    .verify(bytes, signature, delivery)
                    .map(verified -> handler.handle(verified, event))
                    .orElseGet(
                        () ->
                            Entrance.refused(
                                Refusals.signature(forge, signature), forge, delivery)))
        .toResponse();
  }
}
