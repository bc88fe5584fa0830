package dev.mayfly.console.api;

import dev.mayfly.console.jobs.Messages;
import dev.mayfly.console.jobs.PoolView;
import dev.mayfly.console.jobs.Pools;
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

/** Pools for programs; {@code openapi.yaml} says what is asked and answered. */
@Path("api/v1/pools")
@Produces(MediaType.APPLICATION_JSON)
public record PoolsResource(Pools pools, Messages messages) {

  /** The pools that were ever asked for anything. */
  public record All(List<PoolView> pools) {}

  @GET
  @RolesAllowed("READER")
  public All list(@Auth Caller caller) {
    return new All(pools.ask());
  }

  @GET
  @Path("{pool}")
  @RolesAllowed("READER")
  public PoolView pool(@Auth Caller caller, @PathParam("pool") String pool) {
    return pools.find(pool);
  }

  @POST
  @Path("{pool}/{message: pause|resume}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed("OPERATOR")
  public Said tell(
      @Auth Caller caller,
      @PathParam("pool") String pool,
      @PathParam("message") String message,
      @Nullable MessageBody body) {
    return new Said(messages.tell(pool, message, MessageBody.orNone(body).from(caller)));
  }
}
