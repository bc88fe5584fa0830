package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.local.operator.ConsoleClient.Answer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;

/**
 * {@code ./mayfly ignored}: queued jobs that no pool serves, and what keeps the nearest from it.
 */
@Command(
    name = "ignored",
    description = {
      "Lists the queued jobs that no pool serves, as the last sweep saw them, with the nearest pool.",
      "Jobs for the forge's own machines are among them, and have none."
    })
public final class IgnoredCommand extends OperatorCommand {

  @Override
  protected int run(ConsoleClient client) {
    Answer answer = client.get("sweeps");
    JsonNode sweeps = answer.json().path("sweeps");
    print(answer, it -> lines(sweeps));
    for (JsonNode sweep : sweeps) {
      String forge = "forge " + sweep.path("forge").asText();
      int more = sweep.at("/report/unserved/more").asInt();
      if (!sweep.path("report").isObject()) {
        note(forge + " is missing: no worker answers for its sweep, or one of an earlier release");
      } else if (more > 0) {
        note(forge + " has " + more + " more");
      }
    }
    return 0;
  }

  /** Counts the unserved jobs of a sweep's report. */
  static int count(JsonNode report) {
    JsonNode unserved = report.path("unserved");
    return unserved.path("jobs").size() + unserved.path("more").asInt();
  }

  private List<String> lines(JsonNode sweeps) {
    Table table = new Table("FORGE", "JOB", "AGE", "REPOSITORY · JOB", "LABELS", "NEAREST");
    for (JsonNode sweep : sweeps) {
      for (JsonNode job : sweep.at("/report/unserved/jobs")) {
        table.add(
            sweep.path("forge").asText(),
            job.path("id").asText(),
            age(job),
            job.path("repository").asText() + " · " + job.path("name").asText(),
            StreamSupport.stream(job.path("labels").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", ")),
            job.path("nearest").asText("-"));
      }
    }
    return table.lines();
  }

  private String age(JsonNode job) {
    return job.path("createdAt").isTextual()
        ? Wording.between(Explained.instant(job, "createdAt"), now())
        : "-";
  }
}
