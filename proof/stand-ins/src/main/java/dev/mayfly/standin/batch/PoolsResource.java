package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Batch's pools, as far as somebody looks at them and resizes them: the template makes them. */
@Path("pools/{pool}")
public record PoolsResource(Account account) {

  @GET
  public Response get(@BeanParam Answers answers, @PathParam("pool") String id) {
    synchronized (account) {
      PoolEntry pool = find(account, id);
      answers.check(pool.states);
      return answers.element("pools", pool.body(answers.base()), pool.states);
    }
  }

  @HEAD
  public Response exists(@BeanParam Answers answers, @PathParam("pool") String id) {
    synchronized (account) {
      return Answers.stamped(Response.ok(), find(account, id).states).build();
    }
  }

  @PATCH
  public Response patch(@BeanParam Answers answers, @PathParam("pool") String id, String text) {
    ObjectNode body = Body.PATCH_POOL.read(text);
    synchronized (account) {
      PoolEntry pool = find(account, id);
      answers.check(pool.states);
      pool.patch(body);
      return answers.changed(200, pool.states);
    }
  }

  @POST
  @Path("resize")
  public Response resize(@BeanParam Answers answers, @PathParam("pool") String id, String text) {
    ObjectNode body = Body.RESIZE_POOL.read(text);
    return accepted(
        answers,
        id,
        pool -> {
          BatchRules.refuseAutoscaled(pool);
          account.resizes().resize(pool, PoolSize.ofResize(body, pool.allocation.target()));
        });
  }

  @POST
  @Path("stopresize")
  public Response stop(@BeanParam Answers answers, @PathParam("pool") String id) {
    return accepted(answers, id, account.resizes()::stop);
  }

  @POST
  @Path("removenodes")
  public Response removeNodes(
      @BeanParam Answers answers, @PathParam("pool") String id, String text) {
    ObjectNode body = Body.REMOVE_NODES.read(text);
    ArrayNode list =
        BatchRules.atMostAHundred(body, "nodeList", "at most 100 nodes can be removed at once");
    return accepted(
        answers,
        id,
        pool -> {
          BatchRules.refuseAutoscaled(pool); // Rule batch-remove-nodes.
          Set<Node> nodes = new LinkedHashSet<>();
          list.forEach(node -> nodes.add(pool.node(node.asText())));
          account.resizes().remove(pool, nodes, PoolSize.timeout(body), PoolSize.fate(body));
        });
  }

  /** Begins a change of a pool's nodes, under the conditions of the request. */
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
  public Response delete(@BeanParam Answers answers, @PathParam("pool") String id) {
    synchronized (account) {
      PoolEntry pool = find(account, id);
      answers.check(pool.states);
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
