package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.workflows.life.LifePhase;
import dev.mayfly.workflows.temporal.InWords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Jobs as the console lists them, as rows of a table. */
final class JobRows {

  private static final List<String> HEADINGS = List.of("AGE", "REPOSITORY", "JOB", "POOL", "PHASE");
  private static final String WAITING = LifePhase.WAITING.name();

  private JobRows() {}

  /** Returns a table of jobs with its headings. */
  static Table table(Iterable<JsonNode> jobs, Instant now) {
    Table table = new Table(HEADINGS.toArray(String[]::new));
    jobs.forEach(job -> table.add(cells(job, now).toArray(String[]::new)));
    return table;
  }

  /** The same, with the reasons why they wait. */
  static Table table(Iterable<JsonNode> jobs, Instant now, Reasons reasons) {
    Table table = new Table(and(HEADINGS, "WHY"));
    jobs.forEach(job -> table.add(and(cells(job, now), reasons.of(job, now))));
    return table;
  }

  private static String[] and(List<String> cells, String last) {
    return Stream.concat(cells.stream(), Stream.of(last)).toArray(String[]::new);
  }

  private static List<String> cells(JsonNode job, Instant now) {
    return List.of(
        InWords.of(age(job, now)),
        job.path("repository").asText("-"),
        job.path("job").asText("-"),
        job.path("pool").asText("-"),
        phase(job));
  }

  /** Returns how long it has been there, or was: the console's clock may be ahead of this one. */
  static Duration age(JsonNode job, Instant now) {
    Instant end = job.path("ended").isTextual() ? Explained.instant(job, "ended") : now;
    Duration age = Duration.between(Explained.instant(job, "begun"), end);
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static String phase(JsonNode job) {
    return job.path("outcome").isTextual()
        ? job.path("outcome").asText()
        : job.path("phase").asText(WAITING).toLowerCase(Locale.ROOT);
  }

  /** Returns whether it is owed a runner that has it. */
  static boolean waits(JsonNode job) {
    return job.path("phase").asText(WAITING).equals(WAITING);
  }
}
