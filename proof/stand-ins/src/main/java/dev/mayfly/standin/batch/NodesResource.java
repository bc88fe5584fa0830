package dev.mayfly.standin.batch;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import java.util.Set;

/** Batch's node operations: looking, and whether a node takes further tasks. */
@Path("pools/{pool}/nodes")
public final class NodesResource {

  private static final Set<String> FATES = Set.of("requeue", "terminate", "taskcompletion");

  private final Account account;

  NodesResource(Account account) {
    this.account = account;
  }

  @GET
  public Response list(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("pool") String pool) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      PoolEntry found = pool(pool);
      return answers.result(
          "nodes",
          new Listing(uri)
              .page(found.nodes().stream().map(node -> node.body(answers.base(), found.id))));
    }
  }

  @GET
  @Path("{node}")
  public Response get(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("pool") String pool,
      @PathParam("node") String id) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      PoolEntry found = pool(pool);
      Node node = found.node(id);
      return answers.element("nodes", node.body(answers.base(), found.id), node.states);
    }
  }

  @POST
  @Path("{node}/disablescheduling")
  public Response disable(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("pool") String pool,
      @PathParam("node") String id,
      String text) {
    String fate =
        text.isBlank()
            ? "requeue"
            : Json.parse(text).path("nodeDisableSchedulingOption").asText("requeue");
    if (!FATES.contains(fate.toLowerCase(Locale.ROOT))) {
      throw BatchError.invalid("nodeDisableSchedulingOption", "expected one of " + FATES);
    }
    synchronized (account) {
      Node node = pool(pool).node(id);
      account.nodes().disable(node, fate);
      return new Answers(uri, headers).changed(200, node.states);
    }
  }

  @POST
  @Path("{node}/enablescheduling")
  public Response enable(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("pool") String pool,
      @PathParam("node") String id) {
    synchronized (account) {
      Node node = pool(pool).node(id);
      account.nodes().enable(node);
      return new Answers(uri, headers).changed(200, node.states);
    }
  }

  private PoolEntry pool(String id) {
    return PoolsResource.find(account, id);
  }
}
