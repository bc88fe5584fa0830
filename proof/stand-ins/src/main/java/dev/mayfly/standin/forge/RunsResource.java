package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** GitHub's REST API for the workflow runs of a repository and their jobs. */
@Path(ApiFilter.BASE + "/repos/{repository: [^/]+/[^/]+}/actions/runs")
public final class RunsResource extends ModelResource<GitHubJson> {

  // "This endpoint will return up to 1,000 results for each search". Rule gh-runs-thousand.
  private static final int SEARCH_ENDS = 1_000;
  private static final String UNTIL = "<=";

  RunsResource(GitHubModel model, GitHubJson json) {
    super(model, json);
  }

  @GET
  public Response runs(
      @PathParam("repository") String repository,
      @QueryParam("status") @Nullable String status,
      @QueryParam("created") @Nullable String created,
      @Context UriInfo uri) {
    List<ObjectNode> runs =
        model.read(
            m ->
                m.runs().stream()
                    .filter(run -> run.repository.fullName().equalsIgnoreCase(repository))
                    .filter(run -> status == null || isIn(run, status))
                    .filter(run -> created == null || isUntil(run, created))
                    .map(json::run)
                    .collect(Collectors.toList()));
    Collections.reverse(runs); // GitHub lists the newest first
    return Page.of(uri).answer(uri, "workflow_runs", runs, SEARCH_ENDS);
  }

  private static boolean isIn(WorkflowRun run, String status) {
    return status.equals(run.status()) || status.equals(run.conclusion());
  }

  /** Of the syntax of GitHub's search only what Mayfly asks. */
  private static boolean isUntil(WorkflowRun run, String created) {
    if (!created.startsWith(UNTIL)) {
      throw new ForgeRefusal(422, "created: only " + UNTIL + " is known here");
    }
    Instant end = Instant.parse(created.substring(UNTIL.length()));
    return !run.created.truncatedTo(ChronoUnit.SECONDS).isAfter(end);
  }

  @GET
  @Path("{id: \\d+}")
  public String run(@PathParam("repository") String repository, @PathParam("id") long id) {
    return model.read(m -> json.run(m.run(repository, id)).toString());
  }

  @GET
  @Path("{id: \\d+}/jobs")
  public Response jobs(
      @PathParam("repository") String repository,
      @PathParam("id") long id,
      @QueryParam("filter") @Nullable String filter,
      @Context UriInfo uri) {
    return jobs(repository, id, uri, run -> "all".equals(filter) ? run.jobs : run.latestJobs());
  }

  @GET
  @Path("{id: \\d+}/attempts/{attempt: \\d+}/jobs")
  public Response jobs(
      @PathParam("repository") String repository,
      @PathParam("id") long id,
      @PathParam("attempt") int attempt,
      @Context UriInfo uri) {
    return jobs(repository, id, uri, run -> run.jobsOf(attempt));
  }

  private Response jobs(
      String repository, long id, UriInfo uri, Function<WorkflowRun, List<WorkflowJob>> wanted) {
    List<ObjectNode> jobs =
        model.read(m -> wanted.apply(m.run(repository, id)).stream().map(json::job).toList());
    return Page.of(uri).answer(uri, "jobs", jobs);
  }

  /** Rule gh-cancel-run. */
  @POST
  @Path("{id: \\d+}/{how: cancel|force-cancel}")
  public Response cancel(@PathParam("repository") String repository, @PathParam("id") long id) {
    model.cancel(model.run(repository, id));
    return Response.accepted("{}").build();
  }

  @POST
  @Path("{id: \\d+}/rerun")
  public Response rerun(@PathParam("repository") String repository, @PathParam("id") long id) {
    model.rerun(model.run(repository, id));
    return Response.status(201).entity("{}").build();
  }
}
