package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.server.SeededRandom;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Locale;

/**
 * Faults over HTTP, without signature or api-version. {@code PUT /_faults} takes any of
 *
 * <pre>{@code
 * {"operation": "add_task", "times": 2, "status": 503, "code": "ServerBusy",
 *  "retryAfterSeconds": 1, "afterCommit": false, "latencyMillis": 0}
 * {"failStarts": 1}
 * {"failPulls": 1}
 * {"failBoots": 1}
 * {"bootDelayMillis": 500}
 * {"mostNodes": 3, "resizeError": "AccountCoreQuotaReached"}
 * {"kill": {"seed": 7, "percent": 10, "atWorkPercent": 1}}
 * {"preempt": {"job": "mayfly-ubuntu-1", "task": "mayfly-github-1-3fa91c-1"}}
 * }</pre>
 *
 * and answers 204, or 404 when the task to preempt is not running. Without an operation the fault
 * meets whatever comes next, and with {@code mostNodes} every pool's growth. {@code DELETE
 * /_faults} makes everything work again.
 */
@Path("_faults")
public record FaultsResource(Account account) {

  @PUT
  public Response put(String text) {
    BatchFaults faults = account.faults();
    ObjectNode body = Json.parse(text);
    if (body.has("failStarts")) {
      faults.failStarts(body.get("failStarts").asInt());
    }
    if (body.has("failPulls")) {
      faults.failPulls(body.get("failPulls").asInt());
    }
    if (body.has("failBoots")) {
      faults.failBoots(body.get("failBoots").asInt());
    }
    if (body.has("bootDelayMillis")) {
      faults.delayBoots(Duration.ofMillis(body.get("bootDelayMillis").asLong()));
    }
    if (body.has("mostNodes")) {
      faults.limitNodes(
          body.get("mostNodes").asInt(),
          body.path("resizeError").asText("AccountCoreQuotaReached"));
    }
    if (body.get("kill") instanceof ObjectNode some) {
      faults.kill(mortality(some));
    }
    if (body.has("status") || body.has("latencyMillis")) {
      faults.add(fault(body), body.path("times").asInt(1));
    }
    return body.get("preempt") instanceof ObjectNode task && !preempt(task)
        ? Response.status(404).build()
        : Response.noContent().build();
  }

  private boolean preempt(ObjectNode task) {
    synchronized (account) {
      return account.nodes().preempt(Json.text(task, "job"), Json.text(task, "task"));
    }
  }

  private static Mortality mortality(ObjectNode body) {
    try {
      return new Mortality(
          new SeededRandom(body.path("seed").asLong()),
          body.path("percent").asInt(),
          body.path("atWorkPercent").asInt());
    } catch (IllegalArgumentException e) {
      throw BatchError.invalid("kill", String.valueOf(e.getMessage()));
    }
  }

  private static BatchFaults.Fault fault(ObjectNode body) {
    return new BatchFaults.Fault(
        body.has("operation") ? operation(body.get("operation").asText()) : null,
        body.path("status").asInt(0),
        body.path("code")
            .asText(body.path("status").asInt() == 500 ? "InternalError" : "ServerBusy"),
        body.has("retryAfterSeconds")
            ? Duration.ofSeconds(body.get("retryAfterSeconds").asLong())
            : null,
        body.path("afterCommit").asBoolean(),
        Duration.ofMillis(body.path("latencyMillis").asLong()));
  }

  private static Operation operation(String name) {
    try {
      return Operation.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw BatchError.invalid("operation", "unknown: " + name);
    }
  }

  @DELETE
  public void clear() {
    account.faults().clear();
  }
}
