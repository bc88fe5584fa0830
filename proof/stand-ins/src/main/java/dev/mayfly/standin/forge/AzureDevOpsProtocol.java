package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.service.dispatch.BuildJob;
import dev.mayfly.standin.forge.webhook.Deliveries;
import dev.mayfly.standin.forge.webhook.Delivery.Event;
import java.util.Map;
import java.util.Optional;
import org.glassfish.jersey.server.ResourceConfig;

/**
 * As Azure DevOps speaks: it has no webhooks. What is sent is what pipelines with two agentless
 * jobs would send, one before their agent job and one behind it, whatever became of that.
 */
final class AzureDevOpsProtocol implements ForgeProtocol {

  private final Parts parts;
  private final AzureDevOpsJson json;

  AzureDevOpsProtocol(Parts parts) {
    this.parts = parts;
    this.json = new AzureDevOpsJson(parts.addresses());
  }

  @Override
  public Optional<Event> jobEvent(String action, WorkflowJob job) {
    if (!action.equals("queued") && !action.equals("completed")) {
      return Optional.empty();
    }
    BuildJob key = AzureDevOps.job(job);
    ObjectNode body =
        GitHubJson.object()
            .put("event", action)
            .put("agentPool", AzureDevOps.AGENT_POOL)
            .put("project", key.project())
            .put("buildId", Long.toString(key.build()))
            .put("job", key.job())
            .put("attempt", Integer.toString(key.attempt()));
    job.plan.labels().forEach(body.putArray("demands")::add);
    return Optional.of(new Event("request", action, null, job.id, body.toString().getBytes(UTF_8)));
  }

  @Override
  public Optional<ObjectNode> ping() {
    return Optional.empty();
  }

  @Override
  public Map<String, String> headers(String guid, Event event) {
    return Map.of(
        "Content-Type", "application/json",
        "User-Agent", "VSServices/19.255.36406.2",
        "Authorization", "Bearer " + parts.settings().secret());
  }

  @Override
  public void register(ResourceConfig resources, GitHubModel model, Deliveries deliveries) {
    model.allow(AzureDevOps.SCOPE, parts.settings().token());
    resources.register(new AzureDevOpsResource(model, json, parts.faults()));
  }
}
