package dev.mayfly.gateway.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.gateway.http.LogText;
import dev.mayfly.gateway.http.MalformedDeliveryException;
import dev.mayfly.gateway.http.StrictJson;
import dev.mayfly.gateway.http.WantedFields;
import dev.mayfly.service.dispatch.BuildJob;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Action;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Job;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Owner;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Progress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an Azure DevOps pipeline asks for. The body is our own invention, filled from the
 * pipeline's variables, so it is held to the letter: a field that is unknown is a mistake. Numbers
 * may be texts, since variables are.
 *
 * <p>The key is {@code project}, {@code buildId}, {@code job} and {@code attempt}: the same four
 * are the same life, however often they come.
 */
final class AgentRequest {

  private static final Set<String> FIELDS =
      new TreeSet<>(
          List.of(
              "event", "agentPool", "project", "buildId", "job", "attempt", "demands", "pipeline"));

  // What Azure DevOps allows in a project's name, so that none leads out of a URL's segment.
  private static final Pattern PROJECT =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.() -]{0,62}[\\p{L}\\p{N}_()-]|[\\p{L}\\p{N}]");
  private static final Pattern JOB = Pattern.compile("\\w{1,100}(?:\\.\\w{1,100}){0,2}");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
  private static final int LONGEST = 200;
  private static final int MOST_DEMANDS = 100;

  private final JsonNode root;

  private AgentRequest(JsonNode root) {
    this.root = root;
  }

  /**
   * @throws MalformedDeliveryException naming the field that is missing, unknown or not as it
   *     should be; never quoting a value.
   */
  static WorkflowJobEvent read(VerifiedDelivery delivery, Forge forge) {
    JsonNode root = StrictJson.read(delivery.body(), WantedFields.ALL);
    if (!root.isObject()) {
      throw new MalformedDeliveryException("the body is no JSON object");
    }
    root.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                throw new MalformedDeliveryException(
                    "field "
                        + LogText.of(name)
                        + " is unknown; known are "
                        + String.join(", ", FIELDS));
              }
            });
    return new AgentRequest(root).event(delivery, forge);
  }

  private WorkflowJobEvent event(VerifiedDelivery delivery, Forge forge) {
    BuildJob job =
        new BuildJob(
            matching("project", PROJECT, "the project's name, $(System.TeamProject)"),
            number("buildId").orElseThrow(() -> wrong("buildId", "a number, $(Build.BuildId)")),
            matching("job", JOB, "the agent job's name, such as build or stage.build.leg"),
            attempt());
    return new WorkflowJobEvent(
        delivery.origin(),
        action(),
        new Owner(organization(forge) + "/" + job.project(), null, null, agentPool()),
        new Job(
            job.id(),
            job.build(),
            job.job(),
            text("pipeline"),
            page(forge, job),
            demands(),
            // It tells no time: no newer than a life that has ended for good, and its life asks.
            Instant.EPOCH,
            job.attempt()),
        Progress.NONE);
  }

  private String agentPool() {
    return Optional.ofNullable(text("agentPool"))
        .orElseThrow(() -> wrong("agentPool", "the name of the agent pool"));
  }

  private Action action() {
    JsonNode event = root.path("event");
    if (event.isMissingNode()) {
      return Action.QUEUED;
    }
    return switch (event.asText()) {
      case "queued" -> Action.QUEUED;
      case "completed" -> Action.COMPLETED;
      default -> throw wrong("event", "queued (the default) or completed");
    };
  }

  private int attempt() {
    if (!root.has("attempt")) {
      return 1;
    }
    return number("attempt")
        .filter(attempt -> attempt <= 9999)
        .orElseThrow(() -> wrong("attempt", "a number from 1 to 9999, $(System.StageAttempt)"))
        .intValue();
  }

  private List<String> demands() {
    JsonNode demands = root.path("demands");
    boolean texts =
        StreamSupport.stream(demands.spliterator(), false).allMatch(AgentRequest::isText);
    if (!demands.isArray() || demands.isEmpty() || demands.size() > MOST_DEMANDS || !texts) {
      throw wrong(
          "demands",
          "a list of up to " + MOST_DEMANDS + " texts, the labels that a pool of Mayfly offers");
    }
    return StreamSupport.stream(demands.spliterator(), false).map(JsonNode::asText).toList();
  }

  private String matching(String field, Pattern pattern, String expected) {
    String text = text(field);
    if (text == null || !pattern.matcher(text).matches()) {
      throw wrong(field, expected);
    }
    return text;
  }

  private Optional<Long> number(String field) {
    JsonNode node = root.path(field);
    boolean may = node.isIntegralNumber() || node.isTextual();
    return may && NUMBER.matcher(node.asText()).matches()
        ? Optional.of(Long.parseLong(node.asText()))
        : Optional.empty();
  }

  private @Nullable String text(String field) {
    JsonNode node = root.path(field);
    if (node.isMissingNode()) {
      return null;
    }
    if (!isText(node)) {
      throw wrong(field, "text of up to " + LONGEST + " characters");
    }
    return node.asText();
  }

  private static boolean isText(JsonNode node) {
    String text = node.isTextual() ? node.asText() : "";
    return !text.isBlank() && text.length() <= LONGEST && text.equals(StrictJson.wellFormed(text));
  }

  /** The last part of the forge's address; one that has none is its own organization. */
  private static String organization(Forge forge) {
    String path = forge.apiUrl().getPath();
    return path.length() > 1 ? path.substring(path.lastIndexOf('/') + 1) : forge.apiUrl().getHost();
  }

  /** The run's page, below the address that is configured. */
  private static @Nullable String page(Forge forge, BuildJob job) {
    try {
      String project = new URI(null, null, "/" + job.project(), null).toASCIIString();
      return forge.webUrl() + project + "/_build/results?buildId=" + job.build();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static MalformedDeliveryException wrong(String field, String expected) {
    return new MalformedDeliveryException(
        "field " + field + " is missing or malformed: expected " + expected);
  }
}
