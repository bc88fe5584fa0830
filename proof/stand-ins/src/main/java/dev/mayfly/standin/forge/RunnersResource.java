package dev.mayfly.standin.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.workflows.id.Scope;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;

/** GitHub's REST API for the self-hosted runners of an organization, repository or enterprise. */
@Path(ApiFilter.BASE + "/{scope: " + RunnersResource.SCOPE + "}/actions")
public final class RunnersResource extends ModelResource<GitHubJson> {

  static final String SCOPE = "orgs/[^/]+|enterprises/[^/]+|repos/[^/]+/[^/]+";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Parts parts;

  RunnersResource(GitHubModel model, GitHubJson json, Parts parts) {
    super(model, json);
    this.parts = parts;
  }

  @POST
  @Path("runners/{kind: registration-token|remove-token}")
  public Response token(@PathParam("scope") String scope) {
    RunnerRegistrations.Token token = model.mint(scope(scope));
    ObjectNode body =
        GitHubJson.object()
            .put("token", token.token())
            .put("expires_at", GitHubJson.time(token.expiresAt()));
    return Response.status(201).entity(body.toString()).build();
  }

  @POST
  @Path("runners/generate-jitconfig")
  public Response generateJitConfig(@PathParam("scope") String scope, String body)
      throws JsonProcessingException {
    JsonNode asked = JSON.readTree(body);
    List<String> labels = new ArrayList<>();
    asked.path("labels").forEach(label -> labels.add(label.asText()));
    for (String required : List.of("name", "runner_group_id", "labels")) {
      if (!asked.has(required)) {
        throw new ForgeRefusal(422, "Invalid request.\n\n\"" + required + "\" wasn't supplied.");
      }
    }
    if (labels.isEmpty() || labels.size() > 100) {
      throw new ForgeRefusal(422, "Invalid request.\n\nlabels must have 1 to 100 items.");
    }
    long group = asked.path("runner_group_id").asLong();
    if (!RunnerGroups.IDS.contains(group)) {
      throw new ForgeRefusal(404, "Not Found");
    }
    Runner runner = model.addRunner(scope(scope), asked.path("name").asText(), labels, group);
    ObjectNode answer = GitHubJson.object();
    answer.set("runner", json.runner(runner, false));
    answer.put("encoded_jit_config", model.configuration(runner, parts.addresses().webUrl()));
    return Response.status(201).entity(answer.toString()).build();
  }

  @GET
  @Path("runners")
  public Response list(@PathParam("scope") String scope, @Context UriInfo uri) {
    String name = uri.getQueryParameters().getFirst("name");
    return model.read(
        m -> {
          List<Runner> runners =
              m.runners(scope(scope)).stream()
                  .filter(runner -> name == null || runner.name.equalsIgnoreCase(name))
                  .filter(runner -> !parts.faults().hides(runner.name))
                  .toList();
          return Page.of(uri)
              .answer(uri, "runners", runners, runner -> json.runner(runner, m.isOnline(runner)));
        });
  }

  @GET
  @Path("runners/{id: \\d+}")
  public String get(@PathParam("scope") String scope, @PathParam("id") long id) {
    return model.read(
        m -> {
          Runner runner = m.runner(scope(scope), id);
          return json.runner(runner, m.isOnline(runner)).toString();
        });
  }

  @GET
  @Path("runners/deprecations/{version}")
  public String announced(@PathParam("version") String version) {
    return parts.versions().announced(version).toString();
  }

  @DELETE
  @Path("runners/{id: \\d+}")
  public Response delete(@PathParam("scope") String scope, @PathParam("id") long id) {
    model.removeRunner(scope(scope), id);
    return Response.noContent().build();
  }

  @GET
  @Path("runner-groups")
  public Response groups(@PathParam("scope") String scope, @Context UriInfo uri) {
    if (scope.startsWith("repos/")) {
      throw new ForgeRefusal(404, "Not Found");
    }
    RunnerGroups groups = parts.groups();
    String owner = scope.substring(scope.indexOf('/') + 1);
    String repository = uri.getQueryParameters().getFirst("visible_to_repository");
    return Page.of(uri)
        .answer(
            uri,
            "runner_groups",
            RunnerGroups.IDS.stream()
                .filter(id -> repository == null || groups.serve(id, owner + "/" + repository))
                .map(groups::json)
                .toList());
  }

  static Scope scope(String path) {
    String name = path.substring(path.indexOf('/') + 1);
    if (path.startsWith("orgs/")) {
      return Scope.ofOrganization(name);
    }
    return path.startsWith("repos/") ? Scope.ofRepository(name) : Scope.ofEnterprise(name);
  }
}
