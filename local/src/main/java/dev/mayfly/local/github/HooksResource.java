package dev.mayfly.local.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GitHub's REST API for webhooks: the one that the stand-in has, and its deliveries. */
@Path(ApiFilter.BASE + "/{scope: orgs/[^/]+|repos/[^/]+/[^/]+}/hooks")
public final class HooksResource {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Deliveries deliveries;
  private final GitHubJson json;
  private final StandInSettings settings;

  HooksResource(Deliveries deliveries, GitHubJson json, StandInSettings settings) {
    this.deliveries = deliveries;
    this.json = json;
    this.settings = settings;
  }

  @GET
  public String list(@PathParam("scope") String scope) {
    ArrayNode hooks = JsonNodeFactory.instance.arrayNode();
    if (settings.webhook() != null) {
      hooks.add(hook(scope));
    }
    return hooks.toString();
  }

  @GET
  @Path("{hook}")
  public String get(@PathParam("scope") String scope, @PathParam("hook") long hook) {
    check(hook);
    return hook(scope).toString();
  }

  @POST
  @Path("{hook}/pings")
  public Response ping(@PathParam("scope") String scope, @PathParam("hook") long hook) {
    check(hook);
    deliveries.send("ping", json.ping(settings.organization(), hook(scope)));
    return Response.noContent().build();
  }

  @GET
  @Path("{hook}/deliveries")
  public Response deliveries(
      @PathParam("hook") long hook,
      @QueryParam("cursor") @Nullable Long cursor,
      @QueryParam("status") @Nullable String status,
      @Context UriInfo uri) {
    check(hook);
    List<Delivery> left =
        deliveries.attempts().stream()
            .filter(delivery -> cursor == null || delivery.id() <= cursor)
            .filter(delivery -> status == null || status.equals("success") == delivery.succeeded())
            .toList();
    int size = Page.of(uri).size();
    ArrayNode page = JsonNodeFactory.instance.arrayNode();
    left.stream().limit(size).forEach(delivery -> page.add(brief(delivery)));
    Response.ResponseBuilder answer = Response.ok(page.toString());
    if (left.size() > size) {
      long next = left.get(size).id();
      answer.header(
          "Link",
          "<"
              + uri.getRequestUriBuilder().replaceQueryParam("cursor", next).build()
              + ">; rel=\"next\"");
    }
    return answer.build();
  }

  @GET
  @Path("{hook}/deliveries/{id}")
  public String delivery(@PathParam("hook") long hook, @PathParam("id") long id)
      throws JsonProcessingException {
    check(hook);
    Delivery delivery = find(id);
    ObjectNode full = brief(delivery).put("url", String.valueOf(settings.webhook()));
    ObjectNode request = full.putObject("request");
    ObjectNode headers = request.putObject("headers");
    delivery.headers().forEach(headers::put);
    request.set("payload", JSON.readTree(new String(delivery.event().payload(), UTF_8)));
    full.putObject("response").put("payload", delivery.answer()).putObject("headers");
    return full.toString();
  }

  @POST
  @Path("{hook}/deliveries/{id}/attempts")
  public Response redeliver(@PathParam("hook") long hook, @PathParam("id") long id) {
    check(hook);
    deliveries.redeliver(find(id));
    return Response.accepted("{}").build();
  }

  private static ObjectNode brief(Delivery delivery) {
    return GitHubJson.object()
        .put("id", delivery.id())
        .put("guid", delivery.guid())
        .put("delivered_at", GitHubJson.time(delivery.deliveredAt()))
        .put("redelivery", delivery.redelivery())
        .put("duration", delivery.duration().toMillis() / 1000.0)
        .put("status", delivery.status())
        .put("status_code", delivery.statusCode())
        .put("event", delivery.event().name())
        .put("action", delivery.event().action())
        .putNull("installation_id")
        .put("repository_id", delivery.event().repositoryId());
  }

  private Delivery find(long id) {
    return deliveries.attempt(id).orElseThrow(() -> new Refusal(404, "Not Found"));
  }

  private ObjectNode hook(String scope) {
    return json.hook(scope, String.valueOf(settings.webhook()));
  }

  private void check(long hook) {
    if (hook != Deliveries.HOOK_ID || settings.webhook() == null) {
      throw new Refusal(404, "Not Found");
    }
  }
}
