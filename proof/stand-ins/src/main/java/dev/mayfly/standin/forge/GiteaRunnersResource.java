package dev.mayfly.standin.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.standin.forge.fault.ForgeFaults;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/**
 * Gitea's REST API for the runners of an organization or repository. A path below {@code runners}
 * is read as a runner's id: what GitHub has there is 405, or 404 where it is no number.
 */
@Path(GiteaResource.BASE + "/{scope: " + GiteaResource.SCOPE + "}/actions/runners")
public final class GiteaRunnersResource extends ModelResource<GiteaJson> {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ForgeFaults faults;

  GiteaRunnersResource(GitHubModel model, GiteaJson json, ForgeFaults faults) {
    super(model, json);
    this.faults = faults;
  }

  /** The scope's standing token: 200, and no expiry. */
  @POST
  @Path("{what}")
  public String mint(@PathParam("scope") String scope, @PathParam("what") String what) {
    if (!what.equals("registration-token")) {
      throw new ForgeRefusal(405, "Method Not Allowed");
    }
    RunnerRegistrations.Token token = model.mint(RunnersResource.scope(scope));
    return GitHubJson.object().put("token", token.token()).toString();
  }

  /** All that are registered at this very scope, whatever {@code name} says; without links. */
  @GET
  public String list(@PathParam("scope") String scope, @Context UriInfo uri) {
    return model.read(
        m -> {
          List<Runner> runners =
              m.runners(RunnersResource.scope(scope)).stream()
                  .filter(runner -> !faults.hides(runner.name))
                  .toList();
          return Page.ofGitea(uri)
              .named("runners", runners, runner -> json.runner(runner, m.isOnline(runner)));
        });
  }

  @GET
  @Path("{id}")
  public String get(@PathParam("scope") String scope, @PathParam("id") String id) {
    return model.read(
        m -> {
          Runner runner = m.runner(RunnersResource.scope(scope), number(id));
          return json.runner(runner, m.isOnline(runner)).toString();
        });
  }

  @DELETE
  @Path("{id}")
  public Response delete(@PathParam("scope") String scope, @PathParam("id") String id) {
    model.removeRunner(RunnersResource.scope(scope), number(id));
    return Response.noContent().build();
  }

  /** With {@code {"disabled": true}}: it is given no further job. */
  @PATCH
  @Path("{id}")
  public String disable(@PathParam("scope") String scope, @PathParam("id") String id, String body)
      throws JsonProcessingException {
    boolean disabled = JSON.readTree(body).path("disabled").asBoolean();
    return model.read(
        m -> {
          Runner runner = m.runner(RunnersResource.scope(scope), number(id));
          runner.disabled = disabled;
          return json.runner(runner, m.isOnline(runner)).toString();
        });
  }

  private static long number(String id) {
    if (!id.matches("\\d{1,18}")) {
      throw new NotFoundException();
    }
    return Long.parseLong(id);
  }
}
