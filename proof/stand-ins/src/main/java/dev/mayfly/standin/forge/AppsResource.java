package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.webhook.Deliveries;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's REST API for Apps, asked by their JWTs: their installations, tokens and webhook. The
 * webhook is that of the first App.
 */
@Path(ApiFilter.BASE)
public final class AppsResource {

  private static final String CREATED = "2026-01-20T14:31:00Z";

  private final Parts parts;
  private final StandInSettings settings;
  private final DeliveryLists lists;

  AppsResource(Parts parts, Deliveries deliveries) {
    this.parts = parts;
    this.settings = parts.settings();
    this.lists =
        new DeliveryLists(
            deliveries,
            String.valueOf(settings.webhook()),
            settings.apps().stream().findFirst().map(StandInApp::installation).orElse(null));
  }

  private StandInApp app(@Nullable String authorization) {
    return parts.apps().verify(ApiFilter.token(authorization));
  }

  @GET
  @Path("app")
  public String itself(@HeaderParam("Authorization") String authorization) {
    StandInApp app = app(authorization);
    ObjectNode json =
        GitHubJson.object()
            .put("id", app.id())
            .put("client_id", app.clientId())
            .put("slug", "mayfly-" + app.id())
            .put("node_id", "A_kw" + app.id())
            .put("name", "Mayfly " + app.id())
            .put("description", "")
            .put("external_url", parts.addresses().webUrl())
            .put("html_url", parts.addresses().webUrl() + "/apps/mayfly-" + app.id())
            .put("created_at", CREATED)
            .put("updated_at", CREATED)
            .put("installations_count", 1);
    json.set("owner", owner());
    return permitted(json, app).toString();
  }

  @GET
  @Path("app/installations")
  public Response installations(
      @HeaderParam("Authorization") String authorization, @Context UriInfo uri) {
    return Page.of(uri).array(uri, List.of(app(authorization)), this::installation);
  }

  @GET
  @Path("{scope: orgs/[^/]+|repos/[^/]+/[^/]+|enterprises/[^/]+}/installation")
  public String installation(
      @HeaderParam("Authorization") String authorization, @PathParam("scope") String scope) {
    StandInApp app = app(authorization);
    String owner = scope.split("/", -1)[1];
    if (scope.startsWith("enterprises/") || !owner.equalsIgnoreCase(settings.organization())) {
      throw new ForgeRefusal(404, "Not Found");
    }
    return installation(app).toString();
  }

  @POST
  @Path("app/installations/{id}/access_tokens")
  public Response token(
      @HeaderParam("Authorization") String authorization, @PathParam("id") long id) {
    StandInApp app = app(authorization);
    if (id != app.installation()) {
      throw new ForgeRefusal(404, "Not Found");
    }
    Apps.Token token = parts.apps().mint(id);
    ObjectNode json =
        GitHubJson.object()
            .put("token", token.token())
            .put("expires_at", GitHubJson.time(token.expiresAt()))
            .put("repository_selection", "all");
    app.permissions().forEach(json.putObject("permissions")::put);
    return Response.status(201).entity(json.toString()).build();
  }

  @GET
  @Path("app/hook/config")
  public String hook(@HeaderParam("Authorization") String authorization) {
    ObjectNode config =
        GitHubJson.object()
            .put("content_type", "json")
            .put("insecure_ssl", "0")
            .put("secret", "********");
    return (hasHook(app(authorization))
            ? config.put("url", String.valueOf(settings.webhook()))
            : config)
        .toString();
  }

  @Path("app/hook/deliveries")
  public DeliveryLists deliveries(@HeaderParam("Authorization") String authorization) {
    if (!hasHook(app(authorization))) {
      throw new ForgeRefusal(404, "Not Found");
    }
    return lists;
  }

  private boolean hasHook(StandInApp app) {
    return settings.webhook() != null && settings.apps().get(0).equals(app);
  }

  private ObjectNode installation(StandInApp app) {
    String url = parts.addresses().apiUrl() + "/app/installations/" + app.installation();
    ObjectNode json =
        GitHubJson.object()
            .put("id", app.installation())
            .put("client_id", app.clientId())
            .put("app_id", app.id())
            .put("app_slug", "mayfly-" + app.id())
            .put("target_id", AccountJson.id(settings.organization()))
            .put("target_type", "Organization")
            .put("repository_selection", "all")
            .put("access_tokens_url", url + "/access_tokens")
            .put("repositories_url", parts.addresses().apiUrl() + "/installation/repositories")
            .put(
                "html_url",
                parts.addresses().webUrl() + "/settings/installations/" + app.installation())
            .put("created_at", CREATED)
            .put("updated_at", CREATED)
            .putNull("single_file_name")
            .putNull("suspended_by")
            .putNull("suspended_at");
    json.set("account", owner());
    return permitted(json, app);
  }

  private ObjectNode owner() {
    return new AccountJson(parts.addresses()).user(settings.organization(), "Organization");
  }

  private static ObjectNode permitted(ObjectNode json, StandInApp app) {
    app.permissions().forEach(json.putObject("permissions")::put);
    json.putArray("events").add("workflow_job");
    return json;
  }
}
