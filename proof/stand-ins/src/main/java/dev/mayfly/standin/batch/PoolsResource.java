package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Batch's pools, as far as somebody looks at them and resizes them: the template makes them. */
@Path("pools/{pool}")
public final class PoolsResource {

  private static final int MOST_REMOVED = 100;

  private final Account account;

  PoolsResource(Account account) {
    this.account = account;
  }

  @GET
  public Response get(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("pool") String id) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      PoolEntry pool = find(account, id);
      answers.check(pool.states);
      return answers.element("pools", pool.body(answers.base()), pool.states);
    }
  }

  @HEAD
  public Response exists(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("pool") String id) {
    synchronized (account) {
      return Answers.stamped(Response.ok(), find(account, id).states).build();
    }
  }

  @PATCH
  public Response patch(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("pool") String id,
      String text) {
    ObjectNode body = Json.parse(text);
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      PoolEntry pool = find(account, id);
      answers.check(pool.states);
      pool.patch(body);
      return answers.changed(200, pool.states);
    }
  }

  @POST
  @Path("resize")
  public Response resize(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("pool") String id,
      String text) {
    ObjectNode body = Json.parse(text);
    return accepted(
        new Answers(uri, headers),
        id,
        pool -> {
          if (pool.autoscale().isPresent()) {
            // Its status is published, its code is not.
            throw new BatchError(
                409,
                "OperationInvalidForCurrentState",
                "The specified pool scales automatically and cannot be resized.");
          }
          account.resizes().resize(pool, PoolSize.ofResize(body, pool.allocation.target()));
        });
  }

  @POST
  @Path("stopresize")
  public Response stop(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("pool") String id) {
    return accepted(new Answers(uri, headers), id, account.resizes()::stop);
  }

  @POST
  @Path("removenodes")
  public Response removeNodes(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("pool") String id,
      String text) {
    ObjectNode body = Json.parse(text);
    if (!(body.get("nodeList") instanceof ArrayNode list)) {
      throw BatchError.missing("nodeList");
    }
    if (list.size() > MOST_REMOVED) {
      throw BatchError.invalid("nodeList", "at most 100 nodes can be removed at once");
    }
    return accepted(
        new Answers(uri, headers),
        id,
        pool -> {
          Set<Node> nodes = new LinkedHashSet<>();
          list.forEach(node -> nodes.add(pool.node(node.asText())));
          account.resizes().remove(pool, nodes, PoolSize.timeout(body), PoolSize.fate(body));
        });
  }

  /** What changes a pool's nodes is begun, under the conditions of the request. */
  private Response accepted(Answers answers, String id, Consumer<PoolEntry> step) {
    synchronized (account) {
      PoolEntry pool = find(account, id);
      answers.check(pool.states);
      step.accept(pool);
      pool.states.touch();
      return answers.changed(202, pool.states);
    }
  }

  @DELETE
  public Response delete(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("pool") String id) {
    synchronized (account) {
      PoolEntry pool = find(account, id);
      new Answers(uri, headers).check(pool.states);
      account.resizes().delete(pool);
      pool.states.touch();
      return Response.status(202).build();
    }
  }

  static PoolEntry find(Account account, String id) {
    return account.pools().find(id).orElseThrow(PoolsResource::notFound);
  }

  static BatchError notFound() {
    return new BatchError(404, "PoolNotFound", "The specified pool does not exist.");
  }
}
