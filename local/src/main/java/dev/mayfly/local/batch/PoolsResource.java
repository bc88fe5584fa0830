package dev.mayfly.local.batch;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** Batch's pools, as far as somebody looks at them: they are made by the template. */
@Path("pools/{pool}")
public final class PoolsResource {

  private final Account account;

  PoolsResource(Account account) {
    this.account = account;
  }

  @GET
  public Response get(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("pool") String id) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      PoolEntry pool = account.pool(id).orElseThrow(PoolsResource::notFound);
      answers.check(pool.states);
      return answers.element("pools", pool.body(answers.base()), pool.states);
    }
  }

  @HEAD
  public Response exists(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("pool") String id) {
    PoolEntry pool = account.pool(id).orElseThrow(PoolsResource::notFound);
    return Answers.stamped(Response.ok(), pool.states).build();
  }

  static BatchError notFound() {
    return new BatchError(404, "PoolNotFound", "The specified pool does not exist.");
  }
}
