package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.Explanation.Happened;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A job on a terminal: its explanation, then all that happened, then its runners. */
final class JobText {

  private static final String ABSENT = "-";

  private JobText() {}

  static List<String> of(JsonNode job, Instant now) {
    Explanation explanation = Explained.read(job.path("explanation"));
    List<String> lines = new ArrayList<>(withoutStory(explanation).text(now));
    if (!explanation.story().isEmpty()) {
      lines.add("");
      explanation.story().stream().map(JobText::line).forEach(lines::add);
    }
    JsonNode attempts = job.path("facts").path("life").path("attempts");
    if (!attempts.isEmpty()) {
      lines.add("");
      lines.addAll(runners(attempts));
    }
    return lines;
  }

  private static List<String> runners(JsonNode attempts) {
    Table table = new Table("RUNNER", "NODE", "END");
    attempts.forEach(
        it ->
            table.add(
                it.path("runner").asText(ABSENT),
                it.path("node").asText(ABSENT),
                it.path("end").path("cause").asText(ABSENT)));
    return table.lines();
  }

  /** Returns the lines of a later look, from the first event that has not been shown. */
  static List<String> later(Explanation now, int shown) {
    Stream<String> news = now.story().stream().skip(shown).map(JobText::line);
    return Stream.concat(news, Stream.of(now.state().word() + "  " + now.why())).toList();
  }

  private static String line(Happened event) {
    return event.at().truncatedTo(ChronoUnit.SECONDS) + "  " + event.what();
  }

  private static Explanation withoutStory(Explanation it) {
    return new Explanation(
        it.situation(),
        it.state(),
        it.job(),
        it.pool(),
        it.since(),
        it.why(),
        it.awaited(),
        it.advice(),
        List.of(),
        it.life(),
        it.url());
  }
}
