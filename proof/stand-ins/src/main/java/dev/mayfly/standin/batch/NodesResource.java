package dev.mayfly.standin.batch;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** Batch's node operations: looking, and whether a node takes further tasks. */
@Path("pools/{pool}/nodes")
public record NodesResource(Account account) {

  @GET
  public Response list(@BeanParam Answers answers, @PathParam("pool") String pool) {
    synchronized (account) {
      PoolEntry found = pool(pool);
      return answers.result(
          "nodes",
          answers.page(
              "id", found.nodes().stream().map(node -> node.body(answers.base(), found.id))));
    }
  }

  @GET
  @Path("{node}")
  public Response get(
      @BeanParam Answers answers, @PathParam("pool") String pool, @PathParam("node") String id) {
    synchronized (account) {
      PoolEntry found = pool(pool);
      Node node = found.node(id);
      return answers.element("nodes", node.body(answers.base(), found.id), node.states);
    }
  }

  @POST
  @Path("{node}/disablescheduling")
  public Response disable(
      @BeanParam Answers answers,
      @PathParam("pool") String pool,
      @PathParam("node") String id,
      String text) {
    String fate =
        Body.DISABLE_SCHEDULING
            .readIfThere(text)
            .path("nodeDisableSchedulingOption")
            .asText("requeue");
    synchronized (account) {
      Node node = pool(pool).node(id);
      account.nodes().disable(node, fate);
      return answers.changed(200, node.states);
    }
  }

  @POST
  @Path("{node}/enablescheduling")
  public Response enable(
      @BeanParam Answers answers, @PathParam("pool") String pool, @PathParam("node") String id) {
    synchronized (account) {
      Node node = pool(pool).node(id);
      account.nodes().enable(node);
      return answers.changed(200, node.states);
    }
  }

  private PoolEntry pool(String id) {
    return PoolsResource.find(account, id);
  }
}
