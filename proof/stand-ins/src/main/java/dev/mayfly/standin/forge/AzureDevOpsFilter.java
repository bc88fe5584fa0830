package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.standin.forge.fault.ForgeFaults;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;

/**
 * Stands before every API request of an Azure DevOps. A token that is not taken gets 203 and a page
 * to sign in, a request without a version that changes something 400; errors have a type. Rule
 * azdo-sign-in-page.
 */
@PreMatching
record AzureDevOpsFilter(StandInSettings settings, ForgeFaults faults, InstantSource clock)
    implements ContainerRequestFilter, ContainerResponseFilter, ExceptionMapper<RuntimeException> {

  private static final String BASE = AzureDevOps.ORGANIZATION + "/";
  private static final int SIGN_IN = 203;
  private static final String TYPES = "Microsoft.TeamFoundation.DistributedTask.WebApi.";

  @Override
  public void filter(ContainerRequestContext request) {
    if (!request.getUriInfo().getPath().startsWith(BASE)) {
      return;
    }
    ForgeFaults.Answer fault = faults.takeAnswer();
    if (fault != null) {
      request.abortWith(ApiFilter.fault(fault, clock));
    } else if (!isKnown(String.valueOf(request.getHeaderString("Authorization")))) {
      request.abortWith(
          Response.status(SIGN_IN)
              .type(MediaType.TEXT_HTML)
              .entity("<html><title>Azure DevOps Services | Sign In</title></html>")
              .build());
    } else if (!Set.of("GET", "OPTIONS").contains(request.getMethod()) && !isVersioned(request)) {
      String missing =
          "No api-version was supplied for the \"" + request.getMethod() + "\" request.";
      request.abortWith(error(400, "VssVersionNotSpecifiedException", missing));
    }
  }

  private boolean isKnown(String authorization) {
    String basic = Base64.getEncoder().encodeToString((":" + settings.token()).getBytes(UTF_8));
    return authorization.equals("Basic " + basic)
        || authorization.equals("Bearer " + settings.token());
  }

  private static boolean isVersioned(ContainerRequestContext request) {
    return request.getUriInfo().getQueryParameters().containsKey("api-version")
        || String.valueOf(request.getHeaderString("Accept")).contains("api-version=");
  }

  @Override
  public Response toResponse(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof ForgeRefusal refusal) {
      return switch (refusal.status()) {
        case 404 -> error(404, "TaskAgentNotFoundException", message);
        case 409 -> error(409, "TaskAgentExistsException", message);
        case 422 -> error(409, "TaskAgentJobStillRunningException", message);
        default -> error(refusal.status(), "VssServiceException", message);
      };
    }
    if (e instanceof NotFoundException) {
      return error(404, "VssResourceNotFoundException", "The controller was not found.");
    }
    int status = e instanceof WebApplicationException web ? web.getResponse().getStatus() : 500;
    return error(status, "VssServiceException", message);
  }

  private static Response error(int status, String type, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON)
        .entity(
            GitHubJson.object()
                .put("$id", "1")
                .putNull("innerException")
                .put("message", message)
                .put("typeName", TYPES + type + ", Microsoft.TeamFoundation.DistributedTask.WebApi")
                .put("typeKey", type)
                .put("errorCode", 0)
                .put("eventId", 3000)
                .toString())
        .build();
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    boolean isApi = request.getUriInfo().getPath().startsWith(BASE);
    if (isApi && response.hasEntity() && response.getStatus() != SIGN_IN) {
      response
          .getHeaders()
          .putSingle("Content-Type", "application/json; charset=utf-8; api-version=7.1");
    }
  }
}
