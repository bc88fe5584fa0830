package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.webhook.Deliveries;
import dev.mayfly.standin.forge.webhook.Delivery.Event;
import java.util.Map;
import java.util.Optional;
import org.glassfish.jersey.server.ResourceConfig;

/** The protocol of a forge: its events, their headers, and its API. */
sealed interface ForgeProtocol permits GitHubProtocol, GiteaProtocol, AzureDevOpsProtocol {

  static ForgeProtocol of(Parts parts) {
    return switch (parts.settings().dialect()) {
      case GITHUB -> new GitHubProtocol(parts);
      case GITEA -> new GiteaProtocol(parts);
      case AZURE_DEVOPS -> new AzureDevOpsProtocol(parts);
    };
  }

  /** Returns the event about an action on a job; empty where the forge sends none. */
  Optional<Event> jobEvent(String action, WorkflowJob job);

  /** Returns the event that a new webhook begins with; empty where there is none. */
  Optional<ObjectNode> ping();

  /** The headers of a delivery, the signatures among them. */
  Map<String, String> headers(String guid, Event event);

  /** Adds the forge's API. */
  void register(ResourceConfig resources, GitHubModel model, Deliveries deliveries);
}
