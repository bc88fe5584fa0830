package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Gitea's REST API for repositories and webhooks, and its version. */
@Path(GiteaResource.BASE)
public record GiteaResource(Parts parts, GiteaJson json) {

  static final String BASE = "api/v1"; // an annotation takes no call of Dialect
  static final String SCOPE = "orgs/[^/]+|repos/[^/]+/[^/]+";
  static final long HOOK_ID = 1;

  @GET
  @Path("version")
  public String version() {
    return GitHubJson.object().put("version", "1.26.3").toString();
  }

  @GET
  @Path("orgs/{organization}/repos")
  public Response repositories(
      @PathParam("organization") String organization, @Context UriInfo uri) {
    return array(uri, parts.repositories().of(organization), json::repository);
  }

  @GET
  @Path("repos/{owner}/{name}")
  public String repository(@PathParam("owner") String owner, @PathParam("name") String name) {
    return json.repository(parts.repositories().find(owner + "/" + name)).toString();
  }

  @GET
  @Path("{scope: " + SCOPE + "}/hooks")
  public Response hooks(@Context UriInfo uri) {
    return array(uri, hooks().toList(), hook -> hook);
  }

  @GET
  @Path("{scope: " + SCOPE + "}/hooks/{id: \\d+}")
  public String hook(@PathParam("id") long id) {
    return hooks()
        .filter(hook -> hook.path("id").asLong() == id)
        .findFirst()
        .orElseThrow(() -> new ForgeRefusal(404, "Not Found"))
        .toString();
  }

  private Stream<ObjectNode> hooks() {
    return Stream.ofNullable(parts.settings().webhook())
        .map(target -> json.hook(target.toString()));
  }

  private static <T> Response array(UriInfo uri, List<T> all, Function<T, ObjectNode> each) {
    Page page = Page.ofGitea(uri);
    return counted(uri, page, all.size(), page.part(all, each::apply).toString());
  }

  /** An answer with the headers that Gitea has on lists of anything but runners. */
  static Response counted(UriInfo uri, Page page, int total, String body) {
    return page.linked(uri, total, Response.ok(body).header("X-Total-Count", total)).build();
  }
}
