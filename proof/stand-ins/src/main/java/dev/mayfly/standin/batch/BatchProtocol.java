package dev.mayfly.standin.batch;

import jakarta.annotation.Priority;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * The parts of every request and every answer: api-version, signature, request ids, the error
 * envelope. The faults that are switched on strike here.
 */
@PreMatching
@Priority(1)
record BatchProtocol(Authentication authentication, BatchFaults faults)
    implements ContainerRequestFilter, ContainerResponseFilter, ExceptionMapper<Throwable> {

  static final MediaType JSON =
      new MediaType("application", "json", Map.of("odata", "minimalmetadata"));

  private static final String FAULT = "fault";

  @Override
  public void filter(ContainerRequestContext request) {
    if (isOurOwn(request)) {
      return;
    }
    authentication.check(request);
    ApiVersions.check(request.getUriInfo().getQueryParameters().getFirst("api-version"));
    faults
        .take(Operation.of(request.getMethod(), request.getUriInfo().getPath()))
        .ifPresent(fault -> strike(fault, request));
  }

  private static boolean isOurOwn(ContainerRequestContext request) {
    return request.getUriInfo().getPath().startsWith("_");
  }

  private static void strike(BatchFaults.Fault fault, ContainerRequestContext request) {
    delay(fault.latency());
    if (fault.status() == 0) {
      return;
    }
    request.setProperty(FAULT, fault);
    if (!fault.afterCommit()) {
      request.abortWith(Response.status(fault.status()).build());
    }
  }

  private static void delay(Duration latency) {
    try {
      Thread.sleep(latency.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Response toResponse(Throwable failure) {
    if (failure instanceof BatchError error) {
      return Response.status(error.status()).entity(error).build();
    }
    if (failure instanceof WebApplicationException web) {
      int status = web.getResponse().getStatus();
      String code = status == 405 ? "UnsupportedHttpVerb" : "ResourceNotFound";
      return Response.status(status)
          .entity(new BatchError(status, code, "The specified resource does not exist."))
          .build();
    }
    return Response.status(500)
        .entity(new BatchError(500, "InternalError", "The stand-in failed: " + failure))
        .build();
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    MultivaluedMap<String, Object> headers = response.getHeaders();
    String requestId = UUID.randomUUID().toString();
    if (request.getProperty(FAULT) instanceof BatchFaults.Fault fault) {
      answerWith(fault, response);
    }
    headers.putSingle("request-id", requestId);
    headers.putSingle("DataServiceVersion", "3.0");
    headers.putSingle("X-Content-Type-Options", "nosniff");
    if (Boolean.parseBoolean(request.getHeaderString("return-client-request-id"))) {
      headers.putSingle("client-request-id", request.getHeaderString("client-request-id"));
    }
    if (response.getEntity() instanceof BatchError error) {
      writeError(error, requestId, request, response);
    }
    if (request.getMethod().equals("HEAD")) {
      headers.remove("Content-Type");
    }
  }

  private static void answerWith(BatchFaults.Fault fault, ContainerResponseContext response) {
    response.getHeaders().clear();
    response.setStatus(fault.status());
    response.setEntity(
        new BatchError(fault.status(), fault.code(), "The service cannot do this at present."));
    if (fault.retryAfter() != null) {
      response.getHeaders().putSingle("Retry-After", fault.retryAfter().toSeconds());
    }
  }

  private void writeError(
      BatchError error,
      String requestId,
      ContainerRequestContext request,
      ContainerResponseContext response) {
    if (error.status() == 401) {
      response.getHeaders().putSingle("WWW-Authenticate", authentication.scheme());
    }
    if (request.getMethod().equals("HEAD")) {
      response.setEntity(null);
      return;
    }
    String metadata = Answers.base(request.getUriInfo()) + "/$metadata#";
    response.setEntity(error.body(metadata, requestId).toString(), new Annotation[0], JSON);
  }
}
