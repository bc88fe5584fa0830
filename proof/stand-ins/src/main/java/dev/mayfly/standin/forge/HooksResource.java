package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.fault.ForgeFaults;
import dev.mayfly.standin.forge.webhook.Deliveries;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** GitHub's REST API for webhooks: the one that the stand-in has, and its deliveries. */
@Path(ApiFilter.BASE + "/{scope: orgs/[^/]+|repos/[^/]+/[^/]+}/hooks")
public final class HooksResource {

  private final DeliveryLists lists;
  private final Deliveries deliveries;
  private final GitHubJson json;
  private final StandInSettings settings;
  private final ForgeFaults faults;

  HooksResource(Deliveries deliveries, GitHubJson json, Parts parts) {
    this.settings = parts.settings();
    this.faults = parts.faults();
    this.lists = new DeliveryLists(deliveries, String.valueOf(settings.webhook()), null);
    this.deliveries = deliveries;
    this.json = json;
  }

  @GET
  public String list(@PathParam("scope") String scope) {
    ArrayNode hooks = JsonNodeFactory.instance.arrayNode();
    if (exists()) {
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

  /** Rule gh-hook-ping. */
  @POST
  @Path("{hook}/pings")
  public Response ping(@PathParam("scope") String scope, @PathParam("hook") long hook) {
    check(hook);
    deliveries.send("ping", json.ping(settings.organization(), hook(scope)));
    return Response.noContent().build();
  }

  @Path("{hook}/deliveries")
  public DeliveryLists deliveries(@PathParam("hook") long hook) {
    check(hook);
    return lists;
  }

  private ObjectNode hook(String scope) {
    return json.hook(scope, String.valueOf(settings.webhook()))
        .put("active", faults.hookIsActive());
  }

  private void check(long hook) {
    if (hook != Deliveries.HOOK_ID || !exists()) {
      throw new ForgeRefusal(404, "Not Found");
    }
  }

  /** Where there are Apps, the webhook is the first one's. */
  private boolean exists() {
    return settings.webhook() != null && settings.apps().isEmpty();
  }
}
