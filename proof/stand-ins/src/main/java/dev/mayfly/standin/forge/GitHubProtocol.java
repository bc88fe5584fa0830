package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.webhook.Deliveries;
import dev.mayfly.standin.forge.webhook.Delivery.Event;
import dev.mayfly.standin.forge.webhook.Signature;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.glassfish.jersey.server.ResourceConfig;

/** As GitHub speaks. */
final class GitHubProtocol implements ForgeProtocol {

  private final Parts parts;
  private final GitHubJson json;
  private final Signature signature;
  private final Signature wrong = new Signature("another-secret");

  GitHubProtocol(Parts parts) {
    this.parts = parts;
    this.json = new GitHubJson(parts.addresses());
    this.signature = new Signature(parts.settings().secret());
  }

  @Override
  public Optional<Event> jobEvent(String action, WorkflowJob job) {
    ObjectNode event = json.jobEvent(action, job);
    app()
        .ifPresent(
            it ->
                event
                    .putObject("installation")
                    .put("id", it.installation())
                    .put("node_id", "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u" + it.installation()));
    return Optional.of(Event.of("workflow_job", event));
  }

  /** The one that the webhook belongs to; empty where it is the organization's. */
  private Optional<StandInApp> app() {
    return parts.apps().all().stream().findFirst();
  }

  @Override
  public Optional<ObjectNode> ping() {
    String organization = parts.settings().organization();
    ObjectNode hook = json.hook("orgs/" + organization, String.valueOf(parts.settings().webhook()));
    app().ifPresent(it -> hook.put("type", "App").put("app_id", it.id()));
    return Optional.of(json.ping(organization, hook));
  }

  @Override
  public Map<String, String> headers(String guid, Event event) {
    Signature signature = parts.faults().signsWrongly() ? wrong : this.signature;
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "*/*");
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "GitHub-Hookshot/044aadd");
    headers.put("X-GitHub-Delivery", guid);
    headers.put("X-GitHub-Event", event.name());
    headers.put("X-GitHub-Hook-ID", Long.toString(Deliveries.HOOK_ID));
    headers.put(
        "X-GitHub-Hook-Installation-Target-ID",
        app().map(it -> Long.toString(it.id())).orElse("38302899"));
    headers.put(
        "X-GitHub-Hook-Installation-Target-Type",
        app().map(it -> "integration").orElse("organization"));
    headers.put("X-Hub-Signature", "sha1=" + signature.sha1(event.payload()));
    // Rule gh-signature.
    headers.put("X-Hub-Signature-256", "sha256=" + signature.sha256(event.payload()));
    return headers;
  }

  @Override
  public void register(ResourceConfig resources, GitHubModel model, Deliveries deliveries) {
    resources
        .register(parts.rate())
        .register(new ConditionalRequests())
        .register(new MetaResource(parts.rate()))
        .register(new RepositoriesResource(parts.repositories(), parts.addresses()))
        .register(new RunnersResource(model, json, parts))
        .register(new RunsResource(model, json))
        .register(new WorkflowJobsResource(model, json))
        .register(new CheckRunsResource(parts.checks(), parts.apps()))
        .register(new HooksResource(deliveries, json, parts))
        .register(new AppsResource(parts, deliveries));
  }
}
