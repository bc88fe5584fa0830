package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gitea's REST API for runs and jobs: unlike GitHub's, it lists the jobs of a whole organization by
 * their status, and nobody can cancel by it. Rule gitea-jobs-by-status.
 */
@Path(GiteaResource.BASE + "/{scope: " + GiteaResource.SCOPE + "}/actions")
public final class GiteaJobsResource extends ModelResource<GiteaJson> {

  private static final List<String> STATUSES =
      List.of(
          "pending",
          "queued",
          "waiting",
          "in_progress",
          "completed",
          "success",
          "failure",
          "cancelled",
          "skipped");

  GiteaJobsResource(GitHubModel model, GiteaJson json) {
    super(model, json);
  }

  @GET
  @Path("jobs")
  public Response jobs(@PathParam("scope") String scope, @Context UriInfo uri) {
    List<String> statuses = statuses(uri);
    Predicate<WorkflowJob> wanted =
        job -> isOf(scope, job.run) && isIn(statuses, job.status, job.conclusion);
    return model.read(m -> list(uri, "jobs", m.jobs().stream().filter(wanted).toList(), json::job));
  }

  @GET
  @Path("runs")
  public Response runs(@PathParam("scope") String scope, @Context UriInfo uri) {
    List<String> statuses = statuses(uri);
    Predicate<WorkflowRun> wanted =
        run -> isOf(scope, run) && isIn(statuses, run.status(), run.conclusion());
    return model.read(
        m -> list(uri, "workflow_runs", m.runs().stream().filter(wanted).toList(), json::run));
  }

  /** Returns those that are asked for, any of which will do; none for all. */
  private static List<String> statuses(UriInfo uri) {
    List<String> statuses = uri.getQueryParameters().getOrDefault("status", List.of());
    for (String status : statuses) {
      if (!STATUSES.contains(status)) {
        throw new ForgeRefusal(400, "Invalid status: " + status);
      }
    }
    return statuses;
  }

  private static boolean isOf(String scope, WorkflowRun run) {
    return RunnersResource.scope(scope)
        .covers(run.repository.fullName(), run.repository.organization(), null);
  }

  private static boolean isIn(List<String> statuses, String status, @Nullable String conclusion) {
    return statuses.isEmpty()
        || statuses.contains(status)
        || (conclusion != null && statuses.contains(conclusion));
  }

  private static <T> Response list(
      UriInfo uri, String name, List<T> all, Function<T, JsonNode> each) {
    Page page = Page.ofGitea(uri);
    return GiteaResource.counted(uri, page, all.size(), page.named(name, all, each));
  }

  @GET
  @Path("jobs/{id: \\d+}")
  public String job(@PathParam("scope") String scope, @PathParam("id") long id) {
    return model.read(m -> json.job(m.job(repository(scope), id)).toString());
  }

  @GET
  @Path("runs/{id: \\d+}")
  public String run(@PathParam("scope") String scope, @PathParam("id") long id) {
    return model.read(m -> json.run(m.run(repository(scope), id)).toString());
  }

  @GET
  @Path("runs/{id: \\d+}/jobs")
  public Response jobsOfRun(
      @PathParam("scope") String scope, @PathParam("id") long id, @Context UriInfo uri) {
    return model.read(m -> list(uri, "jobs", m.run(repository(scope), id).jobs, json::job));
  }

  @POST
  @Path("runs/{id: \\d+}/rerun")
  public Response rerun(@PathParam("scope") String scope, @PathParam("id") long id) {
    WorkflowRun run = model.run(repository(scope), id);
    model.rerun(run);
    return model.read(m -> Response.status(201).entity(json.run(run).toString()).build());
  }

  private static String repository(String scope) {
    return scope.replaceFirst("^repos/", "");
  }
}
