package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** Batch's operations on a pool's formula. */
@Path("pools/{pool}")
public record AutoscaleResource(Account account) {

  @POST
  @Path("enableautoscale")
  public Response enable(@BeanParam Answers answers, @PathParam("pool") String id, String text) {
    ObjectNode body = Body.ENABLE_AUTOSCALE.read(text);
    synchronized (account) {
      PoolEntry pool = PoolsResource.find(account, id);
      answers.check(pool.states);
      Autoscale unused =
          account
              .autoscaler()
              .enable(
                  pool,
                  body.path("autoScaleFormula").textValue(),
                  Json.duration(body, "autoScaleEvaluationInterval").orElse(null));
      pool.states.touch();
      return answers.changed(200, pool.states);
    }
  }

  @POST
  @Path("disableautoscale")
  public Response disable(@BeanParam Answers answers, @PathParam("pool") String id) {
    synchronized (account) {
      PoolEntry pool = PoolsResource.find(account, id);
      account.autoscaler().disable(pool);
      return answers.changed(200, pool.states);
    }
  }

  @POST
  @Path("evaluateautoscale")
  public Response evaluate(@BeanParam Answers answers, @PathParam("pool") String id, String text) {
    String formula =
        Autoscaler.bounded(Json.text(Body.EVALUATE_AUTOSCALE.read(text), "autoScaleFormula"));
    synchronized (account) {
      PoolEntry pool = PoolsResource.find(account, id);
      ObjectNode run = Autoscale.body(account.autoscaler().tryOut(pool, formula));
      return answers.changed(
          Response.fromResponse(
              answers.result("Microsoft.Azure.Batch.Protocol.Entities.AutoScaleRun", run)),
          pool.states);
    }
  }
}
