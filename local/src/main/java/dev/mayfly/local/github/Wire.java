package dev.mayfly.local.github;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.local.github.Delivery.Event;
import java.util.Map;
import java.util.Optional;
import org.glassfish.jersey.server.ResourceConfig;

/** What a forge puts on the wire: its events, their headers, and its API. */
sealed interface Wire permits GitHubWire, GiteaWire {

  static Wire of(Parts parts) {
    return switch (parts.settings().dialect()) {
      case GITHUB -> new GitHubWire(parts);
      case GITEA -> new GiteaWire(parts);
    };
  }

  /** A {@code workflow_job} event. */
  ObjectNode jobEvent(String action, Job job);

  /** What a new webhook begins with; empty where that is nothing. */
  Optional<ObjectNode> ping();

  /** The headers of a delivery, the signatures among them. */
  Map<String, String> headers(String guid, Event event);

  /** Adds the forge's API. */
  void register(ResourceConfig resources, GitHubModel model, Deliveries deliveries);
}
