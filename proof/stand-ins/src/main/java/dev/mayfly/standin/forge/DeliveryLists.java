package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.webhook.Deliveries;
import dev.mayfly.standin.forge.webhook.Delivery;
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

/** GitHub's REST API for a webhook's deliveries, an organization's or an App's. */
public final class DeliveryLists {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Deliveries deliveries;
  private final String target;
  private final @Nullable Long installation;

  /**
   * @param target where the webhook delivers to.
   * @param installation whose events they are; absent unless the webhook is an App's.
   */
  DeliveryLists(Deliveries deliveries, String target, @Nullable Long installation) {
    this.deliveries = deliveries;
    this.target = target;
    this.installation = installation;
  }

  @GET
  public Response page(
      @QueryParam("cursor") @Nullable Long cursor,
      @QueryParam("status") @Nullable String status,
      @Context UriInfo uri) {
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
  @Path("{id}")
  public String one(@PathParam("id") long id) throws JsonProcessingException {
    Delivery delivery = find(id);
    ObjectNode full = brief(delivery).put("url", target);
    ObjectNode request = full.putObject("request");
    ObjectNode headers = request.putObject("headers");
    delivery.headers().forEach(headers::put);
    request.set("payload", JSON.readTree(new String(delivery.event().payload(), UTF_8)));
    full.putObject("response").put("payload", delivery.answer()).putObject("headers");
    return full.toString();
  }

  @POST
  @Path("{id}/attempts")
  public Response redeliver(@PathParam("id") long id) {
    deliveries.redeliver(find(id));
    return Response.accepted("{}").build();
  }

  private ObjectNode brief(Delivery delivery) {
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
        .put("installation_id", installation)
        .put("repository_id", delivery.event().repositoryId());
  }

  private Delivery find(long id) {
    return deliveries.attempt(id).orElseThrow(() -> new ForgeRefusal(404, "Not Found"));
  }
}
