package dev.mayfly.console.pages;

import dev.mayfly.console.api.MessageBody;
import dev.mayfly.console.jobs.Messages;
import dev.mayfly.console.jobs.PoolView;
import dev.mayfly.console.jobs.Pools;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.console.signin.Role;
import dev.mayfly.workflows.pool.NodesState;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.PoolStatus;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page of a pool: its places, its queue, its pause, its nodes, and the messages to it. */
@Path("pools/{pool}")
@Produces(MediaType.TEXT_HTML + "; charset=utf-8")
public record PoolPages(Pages pages, Pools pools, Messages messages) {

  private static final int LONGEST_QUEUE = 100;

  @GET
  @RolesAllowed("READER")
  public String pool(
      @Auth Caller caller,
      @PathParam("pool") String name,
      @Context ContainerRequestContext request) {
    PoolView pool = pools.find(name);
    Map<String, Object> form = Pages.form(request);
    form.put("pool", name);
    form.put("isPaused", pool.status() != null && pool.status().pause() != null);
    return pages.page(
        "Pool " + name,
        caller,
        live(pool),
        "/pools/" + name + "/events",
        caller.may(Role.OPERATOR) ? pages.render("pool-messages", form) : "");
  }

  @GET
  @Path("events")
  @Produces("text/event-stream; charset=utf-8")
  @RolesAllowed("READER")
  public String events(
      @Auth Caller caller,
      @PathParam("pool") String name,
      @HeaderParam("Last-Event-ID") @Nullable String known) {
    return pages.events(known, () -> live(pools.find(name)));
  }

  @POST
  @Path("{message: pause|resume}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RolesAllowed("OPERATOR")
  public String tell(
      @Auth Caller caller,
      @PathParam("pool") String name,
      @PathParam("message") String message,
      @FormParam("reason") @Nullable String reason) {
    String said = messages.tell(name, message, new MessageBody(reason, null, null).from(caller));
    return pages.said(caller, said, "/pools/" + name, "the pool");
  }

  private String live(PoolView pool) {
    Map<String, Object> values = StartPage.pool(pool, pages.glance());
    Instant now = pages.now();
    values.put("temporal", Words.web(pool.temporal()));
    values.put("jobs", StartPage.open(pages.glance(), job -> pool.name().equals(job.pool()), now));
    PoolStatus status = pool.status();
    values.put("answers", status != null);
    if (status != null) {
      values.put("queue", queue(status));
      values.put("isQueued", !status.waiting().isEmpty());
      values.put("demand", status.demand());
      values.put("nodes", nodes(status.nodes()));
      PoolPause pause = status.pause();
      if (pause != null) {
        values.put("pausedBy", Words.line(pause.by()));
        values.put("cause", Words.line(pause.cause()));
        values.put("pausedFor", Words.ago(pause.at(), now));
      }
    }
    return pages.render("pool", values);
  }

  private static List<Map<String, ?>> queue(PoolStatus status) {
    return status.waiting().stream()
        .limit(LONGEST_QUEUE)
        .<Map<String, ?>>map(
            runner -> Map.of("runner", runner.toString(), "life", runner.life().toString()))
        .toList();
  }

  private static String nodes(NodesState nodes) {
    NodesState.HandBack handedBack = nodes.handedBack();
    if (nodes.trouble() != null) {
      return Words.line(nodes.trouble());
    }
    if (handedBack != null) {
      return "Batch's autoscale has them, as "
          + Words.line(handedBack.by())
          + " said: "
          + Words.line(handedBack.cause());
    }
    return nodes.scaled() ? "They scale with the queue." : "Mayfly does not scale them.";
  }
}
