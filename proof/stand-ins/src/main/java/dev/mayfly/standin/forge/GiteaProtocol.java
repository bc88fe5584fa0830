package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.webhook.Deliveries;
import dev.mayfly.standin.forge.webhook.Delivery.Event;
import dev.mayfly.standin.forge.webhook.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.glassfish.jersey.server.ResourceConfig;

/**
 * As Gitea speaks: no ping, no deliveries, no rate limit, no ETags, no runner groups, no
 * just-in-time configurations, no cancelling. What its resources do not have is 404 or 405 by
 * itself.
 */
final class GiteaProtocol implements ForgeProtocol {

  private final Parts parts;
  private final GiteaJson json;
  private final Signature signature;

  GiteaProtocol(Parts parts) {
    this.parts = parts;
    this.json = new GiteaJson(parts.addresses());
    this.signature = new Signature(parts.settings().secret());
  }

  @Override
  public Optional<Event> jobEvent(String action, WorkflowJob job) {
    return Optional.of(Event.of("workflow_job", json.jobEvent(action, job)));
  }

  @Override
  public Optional<ObjectNode> ping() {
    return Optional.empty();
  }

  /** The same for three forges at once; GitHub's hook ids and its user agent are missing. */
  @Override
  public Map<String, String> headers(String guid, Event event) {
    String sha256 = signature.sha256(event.payload());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("User-Agent", "Go-http-client/1.1");
    headers.put("Content-Type", "application/json");
    for (String forge : List.of("GitHub", "Gitea", "Gogs")) {
      String prefix = "X-" + forge + "-";
      headers.put(prefix + "Delivery", guid);
      headers.put(prefix + "Event", event.name());
      headers.put(prefix + "Event-Type", event.name());
      headers.put(prefix + "Hook-Installation-Target-Type", "organization");
    }
    headers.put("X-Gitea-Signature", sha256);
    headers.put("X-Gogs-Signature", sha256);
    headers.put("X-Hub-Signature", "sha1=" + signature.sha1(event.payload()));
    headers.put("X-Hub-Signature-256", "sha256=" + sha256);
    return headers;
  }

  @Override
  public void register(ResourceConfig resources, GitHubModel model, Deliveries deliveries) {
    resources
        .register(new GiteaRunnersResource(model, json, parts.faults()))
        .register(new GiteaJobsResource(model, json))
        .register(new GiteaResource(parts, json));
  }
}
