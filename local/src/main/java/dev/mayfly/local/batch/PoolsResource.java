package dev.mayfly.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.local.batch.Allocation.Size;
import dev.mayfly.local.batch.autoscale.NodeDeallocation;
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
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Batch's pools, as far as somebody looks at them and resizes them: the template makes them. */
@Path("pools/{pool}")
public final class PoolsResource {

  private static final Duration SHORTEST = Duration.ofMinutes(5);

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
    return Answers.stamped(Response.ok(), find(account, id).states).build();
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
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      PoolEntry pool = find(account, id);
      answers.check(pool.states);
      if (pool.autoscale().isPresent()) {
        // Its status is published, its code is not.
        throw new BatchError(
            409,
            "OperationInvalidForCurrentState",
            "The specified pool scales automatically and cannot be resized.");
      }
      Size size = size(body, pool.allocation.target());
      account.resizes().resize(pool, size, timeout(body), fate(body));
      pool.states.touch();
      return answers.changed(202, pool.states);
    }
  }

  private static Size size(ObjectNode body, Size before) {
    if (!body.has("targetDedicatedNodes") && !body.has("targetLowPriorityNodes")) {
      throw BatchError.missing("targetDedicatedNodes");
    }
    return new Size(
        nodes(body, "targetDedicatedNodes", before.dedicated()),
        nodes(body, "targetLowPriorityNodes", before.lowPriority()));
  }

  private static int nodes(ObjectNode body, String property, int before) {
    if (!body.hasNonNull(property)) {
      return before;
    }
    if (!body.get(property).canConvertToInt() || body.get(property).intValue() < 0) {
      throw BatchError.invalid(property, "a number of nodes is expected");
    }
    return body.get(property).intValue();
  }

  private static Duration timeout(ObjectNode body) {
    Duration timeout = Json.duration(body, "resizeTimeout").orElse(Allocation.TIMEOUT);
    if (timeout.compareTo(SHORTEST) < 0) {
      throw BatchError.invalid("resizeTimeout", "at least 5 minutes are expected");
    }
    return timeout;
  }

  private static NodeDeallocation fate(ObjectNode body) {
    String word = body.path("nodeDeallocationOption").asText("requeue");
    try {
      return NodeDeallocation.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw BatchError.invalid(
          "nodeDeallocationOption", "expected one of " + List.of(NodeDeallocation.values()));
    }
  }

  @POST
  @Path("stopresize")
  public Response stop(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("pool") String id) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      PoolEntry pool = find(account, id);
      answers.check(pool.states);
      account.resizes().stop(pool);
      pool.states.touch();
      return answers.changed(202, pool.states);
    }
  }

  static PoolEntry find(Account account, String id) {
    return account.pool(id).orElseThrow(PoolsResource::notFound);
  }

  static BatchError notFound() {
    return new BatchError(404, "PoolNotFound", "The specified pool does not exist.");
  }
}
