package dev.mayfly.gateway.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.gateway.http.MalformedDeliveryException;
import dev.mayfly.gateway.http.StrictJson;
import dev.mayfly.gateway.http.WantedFields;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Action;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Job;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Owner;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Progress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of a <a
 * href="https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_job">workflow_job</a>
 * event, of GitHub and of those that speak like it. Requires what a decision needs (action, job,
 * labels, repository) and takes the rest as it comes: fields that are unknown, absent, null, zero
 * or empty.
 */
public final class WorkflowJobPayload {

  // Far beyond a name, label or address of any forge, far below what Temporal takes at once (2 MB).
  private static final int LONGEST_TEXT = 1_000;
  private static final int MOST_LABELS = 100;

  // Owner and name as forges allow them; whatever else claims to be one never gets into a URL.
  private static final Pattern REPOSITORY =
      Pattern.compile("[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}");

  // All that is read below.
  private static final WantedFields WANTED =
      new WantedFields(
          Map.of(
              "action",
              WantedFields.ALL,
              "workflow_job",
              WantedFields.ALL,
              "repository",
              WantedFields.wholly("full_name"),
              "organization",
              WantedFields.wholly("login", "username", "name"),
              "enterprise",
              WantedFields.wholly("slug")));

  private final JsonNode root;
  private final JsonNode job;

  private WorkflowJobPayload(JsonNode root) {
    this.root = root;
    this.job = root.path("workflow_job");
  }

  public static WorkflowJobEvent read(VerifiedDelivery delivery) {
    JsonNode root = StrictJson.read(delivery.body(), WANTED);
    if (!root.isObject() || !root.path("workflow_job").isObject()) {
      throw new MalformedDeliveryException(
          "the body has no object workflow_job, although X-GitHub-Event says workflow_job");
    }
    return new WorkflowJobPayload(root).event(delivery);
  }

  private WorkflowJobEvent event(VerifiedDelivery delivery) {
    return new WorkflowJobEvent(
        delivery.origin(),
        action(),
        new Owner(repository(), organization(), text(root.path("enterprise").path("slug")), null),
        job(),
        new Progress(
            text(job.path("runner_name")),
            positive("runner_id").orElse(null),
            text(job.path("conclusion"))));
  }

  private Job job() {
    return new Job(
        positive("id").orElseThrow(() -> malformed("workflow_job.id", "a positive number")),
        positive("run_id").orElse(0L),
        Optional.ofNullable(text(job.path("name"))).orElse("(unnamed)"),
        text(job.path("workflow_name")),
        text(job.path("html_url")),
        labels(),
        time(job.path("created_at")),
        null);
  }

  private Action action() {
    String action = text(root.path("action"));
    if (action == null) {
      throw malformed("action", "text");
    }
    return switch (action) {
      case "queued" -> Action.QUEUED;
      case "waiting" -> Action.WAITING;
      case "in_progress" -> Action.IN_PROGRESS;
      case "completed" -> Action.COMPLETED;
      default -> Action.OTHER;
    };
  }

  private String repository() {
    String name = text(root.path("repository").path("full_name"));
    if (name == null || !REPOSITORY.matcher(name).matches()) {
      throw malformed("repository.full_name", "owner/name");
    }
    return name;
  }

  // GitHub says login; Gitea says name and username.
  private @Nullable String organization() {
    JsonNode organization = root.path("organization");
    return List.of("login", "username", "name").stream()
        .map(key -> text(organization.path(key)))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private List<String> labels() {
    JsonNode labels = job.path("labels");
    boolean texts =
        labels.size() <= MOST_LABELS
            && StreamSupport.stream(labels.spliterator(), false)
                .allMatch(label -> label.isTextual() && label.asText().length() <= LONGEST_TEXT);
    if (!labels.isMissingNode() && !labels.isNull() && !(labels.isArray() && texts)) {
      throw malformed(
          "workflow_job.labels",
          "a list of at most " + MOST_LABELS + " texts of at most " + LONGEST_TEXT + " characters");
    }
    return StreamSupport.stream(labels.spliterator(), false)
        .map(label -> StrictJson.wellFormed(label.asText()))
        .toList();
  }

  private Optional<Long> positive(String key) {
    JsonNode node = job.path(key);
    return node.canConvertToExactIntegral() && node.canConvertToLong() && node.longValue() > 0
        ? Optional.of(node.longValue())
        : Optional.empty();
  }

  private static @Nullable String text(JsonNode node) {
    String text = node.isTextual() ? node.asText() : "";
    String cut = text.substring(0, Math.min(text.length(), LONGEST_TEXT));
    return cut.isBlank() ? null : StrictJson.wellFormed(cut);
  }

  // Forges write 1970 or the year 1 for "not yet".
  private static @Nullable Instant time(JsonNode node) {
    try {
      Instant time = OffsetDateTime.parse(node.asText()).toInstant();
      return time.isAfter(Instant.EPOCH) ? time : null;
    } catch (DateTimeException notATime) {
      return null;
    }
  }

  private static MalformedDeliveryException malformed(String field, String expected) {
    return new MalformedDeliveryException(
        "field " + field + " is missing or malformed: expected " + expected);
  }
}
