package dev.mayfly.console.api;

import dev.mayfly.console.jobs.JobCosts;
import dev.mayfly.console.jobs.JobQuery;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.workflows.cost.By;
import dev.mayfly.workflows.cost.CostReport.Table;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The costs of jobs, for programs and spreadsheets. */
@Path("api/v1/costs")
@Produces({MediaType.APPLICATION_JSON, CostsAsCsv.MEDIA_TYPE})
public record CostsResource(JobCosts costs, InstantSource clock) {

  @GET
  @RolesAllowed("READER")
  public Table costs(
      @Auth Caller caller,
      @QueryParam("by") @DefaultValue("repository") String by,
      @QueryParam("since") @DefaultValue("7d") String since,
      @QueryParam("until") @Nullable String until) {
    Instant now = clock.instant();
    return costs.all(
        JobQuery.read("by", By.class, by),
        Times.read("since", since, now),
        until == null ? null : Times.read("until", until, now));
  }
}
