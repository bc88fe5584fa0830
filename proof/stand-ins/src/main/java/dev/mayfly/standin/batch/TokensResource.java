package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The issuers of the tokens that {@link Tokens} knows: {@code GET /_entra/msi/token} is a
 * platform's endpoint of managed identities (what {@code IDENTITY_ENDPOINT} leads to, with any
 * {@code IDENTITY_HEADER}), {@code POST /_entra/TENANT/oauth2/v2.0/token} an authority's, with any
 * secret.
 */
@Path("_entra")
@Produces(MediaType.APPLICATION_JSON)
public record TokensResource(Tokens tokens) {

  @GET
  @Path("msi/token")
  public Response ofManagedIdentity(
      @HeaderParam("X-IDENTITY-HEADER") @Nullable String header,
      @QueryParam("resource") @Nullable String resource) {
    if (header == null || resource == null) {
      return refused("X-IDENTITY-HEADER and resource are required");
    }
    return issued(resource);
  }

  @POST
  @Path("{tenant}/oauth2/v2.0/token")
  public Response ofApplication(
      @FormParam("grant_type") @Nullable String grant, @FormParam("scope") @Nullable String scope) {
    if (!"client_credentials".equals(grant) || scope == null || !scope.contains("/.default")) {
      return refused("client_credentials with a scope that ends in /.default is expected");
    }
    return issued(scope.replaceFirst("/\\.default.*", ""));
  }

  private Response issued(String audience) {
    Map.Entry<String, Instant> token = tokens.issue(audience);
    ObjectNode body =
        Json.object()
            .put("token_type", "Bearer")
            .put("resource", audience)
            .put("access_token", token.getKey())
            .put("expires_in", Long.toString(tokens.left(token.getValue()).toSeconds()))
            .put("expires_on", Long.toString(token.getValue().getEpochSecond()));
    return Response.ok(body.toString()).build();
  }

  private static Response refused(String why) {
    ObjectNode body = Json.object().put("error", "invalid_request").put("error_description", why);
    return Response.status(400).entity(body.toString()).build();
  }
}
