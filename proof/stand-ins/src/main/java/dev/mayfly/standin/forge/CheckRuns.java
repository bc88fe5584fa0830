package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The check runs that Apps have made, and GitHub's rules for them (REST, <i>Create a check run</i>,
 * <i>Update a check run</i>). Thread-safe.
 */
final class CheckRuns {

  // "GitHub limits the number of check runs with the same name to 1000" in a suite, which is an
  // App's for a commit. Rule gh-check-runs-1000.
  private static final int MOST_OF_A_NAME = 1_000;
  private static final int LONGEST_SUMMARY = 65_535;
  // The others are for GitHub Actions.
  private static final Set<String> STATUSES = Set.of("queued", "in_progress", "completed");
  // "stale" is GitHub's alone to set.
  private static final Set<String> CONCLUSIONS =
      Set.of(
          "action_required", "cancelled", "failure", "neutral", "success", "skipped", "timed_out");

  private final List<Made> all = new ArrayList<>();
  private final InstantSource clock;
  private long lastId = 44_000_000_000L;

  /** A check run of an App on a commit of a repository. */
  private record Made(String repository, StandInApp app, ObjectNode json) {

    boolean isOf(String other, String sha) {
      return repository.equalsIgnoreCase(other) && json.path("head_sha").asText().equals(sha);
    }
  }

  CheckRuns(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * @param sha of the one commit that every repository here has.
   */
  synchronized ObjectNode create(String repository, StandInApp app, JsonNode asked, String sha) {
    demand(!asked.path("name").asText().isEmpty(), "name is missing");
    demand(!asked.path("head_sha").asText().isEmpty(), "head_sha is missing");
    demand(
        asked.path("head_sha").asText().equals(sha),
        "No commit found for SHA: " + asked.path("head_sha").asText());
    ObjectNode json = GitHubJson.object();
    json.put("id", ++lastId)
        .put("node_id", "CR_kw" + lastId)
        .put("name", asked.path("name").asText())
        .put("head_sha", sha)
        .put("external_id", asked.path("external_id").asText())
        .put("status", "queued")
        .putNull("conclusion")
        .put("started_at", GitHubJson.time(clock.instant()))
        .putNull("completed_at");
    json.putObject("app").put("id", app.id());
    json.putObject("output").putNull("title").putNull("summary");
    change(json, asked);
    all.add(new Made(repository, app, json));
    forget(repository, app, json);
    return json;
  }

  private void forget(String repository, StandInApp app, ObjectNode json) {
    List<Made> same =
        all.stream()
            .filter(one -> one.isOf(repository, json.path("head_sha").asText()))
            .filter(one -> one.app().id() == app.id())
            .filter(one -> one.json().path("name").equals(json.path("name")))
            .toList();
    Iterator<Made> oldest = same.iterator();
    for (int more = same.size() - MOST_OF_A_NAME; more > 0; more--) {
      all.remove(oldest.next());
    }
  }

  /** Its message: seen in OP5dev/TF-via-PR #538. Rule gh-checks-by-apps. */
  synchronized ObjectNode update(String repository, StandInApp app, long id, JsonNode asked) {
    Made made =
        all.stream()
            .filter(one -> one.repository().equalsIgnoreCase(repository))
            .filter(one -> one.json().path("id").asLong() == id)
            .findFirst()
            .orElseThrow(() -> new ForgeRefusal(404, "Not Found"));
    if (made.app().id() != app.id()) {
      throw new ForgeRefusal(
          403,
          "Invalid app_id `%d` - check run can only be modified by the GitHub App that created it."
              .formatted(made.app().id()));
    }
    change(made.json(), asked);
    return made.json();
  }

  private void change(ObjectNode json, JsonNode asked) {
    String conclusion = text(asked, "conclusion");
    String status = conclusion == null ? text(asked, "status") : "completed";
    demand(status == null || STATUSES.contains(status), "status is not one of " + STATUSES);
    demand(conclusion == null || CONCLUSIONS.contains(conclusion), "conclusion: " + conclusion);
    demand(!"completed".equals(status) || conclusion != null, "conclusion is missing");
    JsonNode output = asked.path("output");
    if (!output.isMissingNode()) {
      String summary = output.path("summary").asText();
      demand(!output.path("title").asText().isEmpty(), "output.title is missing");
      demand(!summary.isEmpty(), "output.summary is missing");
      demand(summary.length() <= LONGEST_SUMMARY, "output.summary is too long");
      json.set("output", output.deepCopy());
    }
    if (status != null) {
      json.put("status", status).put("conclusion", conclusion);
      json.put("completed_at", conclusion == null ? null : GitHubJson.time(clock.instant()));
    }
  }

  private static @Nullable String text(JsonNode asked, String field) {
    return asked.hasNonNull(field) ? asked.path(field).asText() : null;
  }

  private static void demand(boolean holds, String message) {
    if (!holds) {
      throw new ForgeRefusal(422, message);
    }
  }

  synchronized List<ObjectNode> of(String repository, String sha, @Nullable String name) {
    return all.stream()
        .filter(one -> one.isOf(repository, sha))
        .map(Made::json)
        .filter(json -> name == null || json.path("name").asText().equals(name))
        .map(ObjectNode::deepCopy)
        .toList();
  }
}
