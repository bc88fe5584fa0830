package dev.mayfly.console.api;

import com.google.common.io.Resources;
import dev.mayfly.console.signin.Caller;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;

/** The description of this API: OpenAPI 3.1, written by hand. */
@Path("api/v1/openapi.yaml")
public final class DescriptionResource {

  @GET
  @Produces("application/yaml")
  @RolesAllowed("READER")
  public byte[] description(@Auth Caller caller) throws IOException {
    return Resources.toByteArray(Resources.getResource(getClass(), "openapi.yaml"));
  }
}
