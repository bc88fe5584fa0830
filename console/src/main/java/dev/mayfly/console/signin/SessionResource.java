package dev.mayfly.console.signin;

import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Says who one is, and the token for what changes something: for programs without a secret. */
@Path("/session")
@Produces(MediaType.APPLICATION_JSON)
public final class SessionResource {

  SessionResource() {}

  /** Returns name and roles of the caller, and a form's token unless the request bears a secret. */
  @GET
  @RolesAllowed({"READER", "OPERATOR", "LOGS"})
  public Map<String, Object> session(
      @Auth Caller caller, @Context ContainerRequestContext request) {
    Map<String, Object> session = new LinkedHashMap<>();
    session.put("name", caller.name());
    session.put(
        "roles",
        caller.roles().stream().sorted().map(it -> it.name().toLowerCase(Locale.ROOT)).toList());
    Object token = request.getProperty(SignIn.FORM_TOKEN);
    if (token != null) {
      session.put("formToken", token);
    }
    return session;
  }
}
