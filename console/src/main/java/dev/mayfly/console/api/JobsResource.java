package dev.mayfly.console.api;

import dev.mayfly.console.jobs.Job;
import dev.mayfly.console.jobs.JobPage;
import dev.mayfly.console.jobs.JobQuery;
import dev.mayfly.console.jobs.Jobs;
import dev.mayfly.console.jobs.Messages;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.life.LifePhase;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Jobs for programs; {@code openapi.yaml} says what is asked and answered. */
@Path("api/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
public record JobsResource(Jobs jobs, Messages messages, InstantSource clock) {

  @GET
  @RolesAllowed("READER")
  public JobPage list(
      @Auth Caller caller,
      @QueryParam("pool") @Nullable String pool,
      @QueryParam("repository") @Nullable String repository,
      @QueryParam("phase") @Nullable String phase,
      @QueryParam("since") @Nullable String since,
      @QueryParam("state") @DefaultValue("all") String state,
      @QueryParam("limit") @DefaultValue("100") String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    JobQuery query =
        new JobQuery(
            pool,
            repository,
            phase == null ? null : JobQuery.read("phase", LifePhase.class, phase),
            since == null ? null : Times.read("since", since, clock.instant()),
            JobQuery.read("state", JobQuery.Which.class, state));
    return jobs.list(query, number(limit), cursor);
  }

  private static int number(String limit) {
    return limit.matches("[0-9]{1,4}") ? Integer.parseInt(limit) : 0;
  }

  @GET
  @Path("{ref}")
  @RolesAllowed("READER")
  public Job job(@Auth Caller caller, @PathParam("ref") String ref) {
    return jobs.find(jobs.read(ref));
  }

  @GET
  @Path("{ref}/explanation")
  @RolesAllowed("READER")
  public Explanation explanation(@Auth Caller caller, @PathParam("ref") String ref) {
    return job(caller, ref).explanation();
  }

  @POST
  @Path("{ref}/{message: cancel|reprovision|extend|quarantine|release}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed("OPERATOR")
  public Said tell(
      @Auth Caller caller,
      @PathParam("ref") String ref,
      @PathParam("message") String message,
      @Nullable MessageBody body) {
    return new Said(
        messages.tell(jobs.read(ref).life(), message, MessageBody.orNone(body).from(caller)));
  }
}
