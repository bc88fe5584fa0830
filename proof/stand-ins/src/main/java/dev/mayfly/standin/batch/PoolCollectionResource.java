package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** All of an account's pools: making one, listing them, and counting their nodes. */
@Path("")
public final class PoolCollectionResource {

  private final Account account;

  PoolCollectionResource(Account account) {
    this.account = account;
  }

  @POST
  @Path("pools")
  public Response add(@Context UriInfo uri, @Context HttpHeaders headers, String text) {
    ObjectNode body = Json.parse(text);
    String id = Ids.of(body);
    Json.text(body, "vmSize");
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
      return new Answers(uri, headers).created("/pools/" + id, pool.states);
    }
  }

  @GET
  @Path("pools")
  public Response list(@Context UriInfo uri, @Context HttpHeaders headers) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      return answers.result(
          "pools",
          new Listing(uri).page(account.pools().all().stream().map(p -> p.body(answers.base()))));
    }
  }

  @GET
  @Path("nodecounts")
  public Response counts(@Context UriInfo uri, @Context HttpHeaders headers) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      return answers.result(
          "poolnodecounts",
          new Listing(uri, "poolId").page(account.pools().all().stream().map(NodeCounts::of)));
    }
  }
}
