package dev.mayfly.console.api;

import dev.mayfly.console.jobs.Messages;
import dev.mayfly.console.jobs.SweepView;
import dev.mayfly.console.jobs.Sweeps;
import dev.mayfly.console.signin.Caller;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sweeps for programs; {@code openapi.yaml} says what is asked and answered. */
@Path("api/v1/sweeps")
@Produces(MediaType.APPLICATION_JSON)
public record SweepsResource(Sweeps sweeps, Messages messages) {

  /** The sweeps that run. */
  public record Running(List<SweepView> sweeps) {}

  @GET
  @RolesAllowed("READER")
  public Running list(@Auth Caller caller) {
    return new Running(sweeps.ask());
  }

  @POST
  @Path("{forge}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed("OPERATOR")
  public Said begin(
      @Auth Caller caller, @PathParam("forge") String forge, @Nullable MessageBody body) {
    return new Said(messages.sweep(forge, MessageBody.orNone(body).from(caller)));
  }
}
