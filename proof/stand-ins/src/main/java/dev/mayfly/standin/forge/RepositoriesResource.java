package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.HostedRepositories.Known;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GitHub's REST API for the repositories of an organization. */
@Path(ApiFilter.BASE)
public final class RepositoriesResource {

  private final HostedRepositories repositories;
  private final AccountJson accounts;

  RepositoriesResource(HostedRepositories repositories, Addresses addresses) {
    this.repositories = repositories;
    this.accounts = new AccountJson(addresses);
  }

  @GET
  @Path("orgs/{organization}/repos")
  public Response list(
      @PathParam("organization") String organization,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("direction") @Nullable String direction,
      @Context UriInfo uri) {
    List<Known> all = new ArrayList<>(repositories.of(organization));
    if ("full_name".equals(sort)) {
      all.sort(Comparator.comparing(one -> one.repository().fullName()));
    } else if ("pushed".equals(sort)) {
      all.sort(Comparator.comparing(Known::pushed));
    }
    // GitHub begins with the newest unless it sorts by name.
    if (!(direction == null ? "full_name".equals(sort) : direction.equals("asc"))) {
      Collections.reverse(all);
    }
    return Page.of(uri).array(uri, all, this::json);
  }

  @GET
  @Path("repos/{owner}/{name}")
  public String get(@PathParam("owner") String owner, @PathParam("name") String name) {
    return json(repositories.find(owner + "/" + name)).toString();
  }

  private ObjectNode json(Known one) {
    return accounts
        .repository(one.repository())
        .put("pushed_at", GitHubJson.time(one.pushed()))
        .put("archived", one.archived())
        .put("private", !one.isPublic())
        .put("visibility", one.isPublic() ? "public" : "private");
  }
}
