package dev.mayfly.gateway;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import com.google.common.base.Ticker;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /webhooks/{forge}}: the one way in. Nothing of a body is looked at before its
 * signature has been verified, and the answer waits for Temporal alone, never for a worker.
 */
@Path("/webhooks/{forge}")
public final class WebhookResource {

  private static final Logger log = LoggerFactory.getLogger(WebhookResource.class);

  private final SourceCheck source;
  private final Map<String, SignatureVerifier> verifiers;
  private final BoundedBody bodies = new BoundedBody(Ticker.systemTicker());
  private final WebhookHandler handler;
  private final MetricRegistry metrics;
  private final Timer timer;

  WebhookResource(
      SourceCheck source,
      Map<String, SignatureVerifier> verifiers,
      WebhookHandler handler,
      MetricRegistry metrics) {
    this.source = source;
    this.verifiers = verifiers;
    this.handler = handler;
    this.metrics = metrics;
    this.timer = metrics.timer("webhooks.answer");
  }

  @POST
  public Response receive(
      @PathParam("forge") String forge,
      @HeaderParam("X-Hub-Signature-256") @Nullable String signature,
      @HeaderParam("X-GitHub-Event") @Nullable String event,
      @HeaderParam("X-GitHub-Delivery") @Nullable String delivery,
      @Context HttpServletRequest request,
      InputStream body) {
    Answer answer =
        timer.timeSupplier(() -> answer(forge, signature, event, delivery, request, body));
    metrics.counter("webhooks." + answer.result()).inc();
    return answer.toResponse();
  }

  private Answer answer(
      String forge,
      @Nullable String signature,
      @Nullable String event,
      @Nullable String delivery,
      HttpServletRequest request,
      InputStream body) {
    try {
      SignatureVerifier verifier = verifiers.get(forge);
      if (verifier == null) {
        return refused(Refusals.unknownForge(verifiers.keySet()), forge, delivery);
      }
      Optional<Answer> stranger = source.refusal(forge, request);
      if (stranger.isPresent()) {
        return refused(stranger.get(), forge, delivery);
      }
      if (BoundedBody.announcesTooMuch(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
        return refused(Refusals.tooLarge(), forge, delivery);
      }
      if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
        return refused(Refusals.notJson(), forge, delivery);
      }
      Optional<byte[]> read = bodies.read(body);
      if (read.isEmpty()) {
        return refused(Refusals.tooLarge(), forge, delivery);
      }
      return verifier
          .verify(read.get(), signature, delivery)
          .map(verified -> handler.handle(verified, event))
          .orElseGet(() -> refused(Refusals.signature(forge, signature), forge, delivery));
    } catch (IOException | HttpException.RuntimeException e) {
      return refused(Refusals.brokenOff(), forge, delivery);
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("deliveryId", LogText.of(delivery))
          .addKeyValue("forge", LogText.of(forge))
          .setCause(e)
          .log("webhook could not be handled");
      return Refusals.defect();
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType != null
        && contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  private static Answer refused(Answer answer, String forge, @Nullable String delivery) {
    log.atInfo()
        .addKeyValue("deliveryId", LogText.of(delivery))
        .addKeyValue("forge", LogText.of(forge))
        .addKeyValue("status", answer.status())
        .addKeyValue("result", answer.result())
        .log(answer.reason());
    return answer;
  }
}
