package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/** All of an account's pools: making one, listing them, and counting their nodes. */
@Path("")
public record PoolCollectionResource(Account account) {

  @POST
  @Path("pools")
  public Response add(@BeanParam Answers answers, String text) {
    ObjectNode body = Body.ADD_POOL.read(text);
    String id = BatchRules.id(body);
    PoolSize size = PoolSize.ofNew(body);
    synchronized (account) {
      PoolEntry pool = PoolEntry.empty(id, account.clock(), body);
      account.pools().add(pool);
      if (body.path("enableAutoScale").asBoolean()) {
        account
            .autoscaler()
            .begin(
                pool,
                Json.text(body, "autoScaleFormula"),
                Json.duration(body, "autoScaleEvaluationInterval").orElse(null));
      } else {
        account.resizes().resize(pool, size);
      }
      return answers.created("/pools/" + id, pool.states);
    }
  }

  @GET
  @Path("pools")
  public Response list(@BeanParam Answers answers) {
    return listed(answers, "pools", "id", pool -> pool.body(answers.base()));
  }

  @GET
  @Path("nodecounts")
  public Response counts(@BeanParam Answers answers) {
    return listed(answers, "poolnodecounts", "poolId", NodeCounts::of);
  }

  private Response listed(
      Answers answers, String type, String key, Function<PoolEntry, ObjectNode> element) {
    synchronized (account) {
      return answers.result(type, answers.page(key, account.pools().all().stream().map(element)));
    }
  }
}
