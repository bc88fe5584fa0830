package dev.mayfly.standin.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/** GitHub's REST API for check runs, which all may read and Apps alone may write. */
@Path(
    ApiFilter.BASE
        + "/repos/{repository: [^/]+/[^/]+}/{where: check-runs|commits/[^/]+/check-runs}")
public record CheckRunsResource(CheckRuns checks, Apps apps) {

  private static final ObjectMapper JSON = new ObjectMapper();

  @POST
  public Response create(
      @HeaderParam("Authorization") @Nullable String authorization,
      @PathParam("repository") String repository,
      String body) {
    String made =
        checks.create(repository, app(authorization), read(body), GitHubJson.SHA).toString();
    return Response.status(201).entity(made).build();
  }

  @PATCH
  @Path("{id: \\d+}")
  public String update(
      @HeaderParam("Authorization") @Nullable String authorization,
      @PathParam("repository") String repository,
      @PathParam("id") long id,
      String body) {
    return checks.update(repository, app(authorization), id, read(body)).toString();
  }

  @GET
  public Response list(
      @PathParam("repository") String repository,
      @PathParam("where") String where,
      @QueryParam("check_name") @Nullable String name,
      @Context UriInfo uri) {
    String sha = where.replaceFirst("commits/([^/]+)/.*", "$1");
    return Page.of(uri).answer(uri, "check_runs", checks.of(repository, sha, name));
  }

  /** The message: seen in actions/github-script #118. Rule gh-checks-by-apps. */
  private StandInApp app(@Nullable String authorization) {
    return apps.valid(ApiFilter.token(authorization))
        .map(Apps.Token::app)
        .orElseThrow(() -> new ForgeRefusal(403, "You must authenticate via a GitHub App."));
  }

  private static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new ForgeRefusal(400, "Problems parsing JSON");
    }
  }
}
