package dev.mayfly.standin.forge;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** GitHub's REST API for a single job. */
@Path(ApiFilter.BASE + "/repos/{repository: [^/]+/[^/]+}/actions/jobs")
public final class WorkflowJobsResource extends ModelResource<GitHubJson> {

  WorkflowJobsResource(GitHubModel model, GitHubJson json) {
    super(model, json);
  }

  @GET
  @Path("{id: \\d+}")
  public String job(@PathParam("repository") String repository, @PathParam("id") long id) {
    return model.read(m -> json.job(m.job(repository, id)).toString());
  }
}
