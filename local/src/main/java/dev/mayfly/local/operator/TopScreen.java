package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.workflows.temporal.InWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The screen of {@code top}: counts, pools, then jobs, those first that have waited longest. */
final class TopScreen {

  // ECMA-48, 8.3: the cursor goes home; the rest of a line, and of the screen, is erased.
  private static final String HOME = "\033[H";
  private static final String REST_OF_LINE = "\033[K";
  private static final String REST_OF_SCREEN = "\033[J";

  private TopScreen() {}

  /**
   * Returns the lines from above.
   *
   * @param most how many at most.
   */
  static List<String> lines(JsonNode jobs, JsonNode pools, Instant now, int most) {
    List<JsonNode> all = new ArrayList<>();
    jobs.path("jobs").forEach(all::add);
    Comparator<JsonNode> oldest = Comparator.comparing(job -> JobRows.age(job, now));
    all.sort(Comparator.comparing(JobRows::waits).thenComparing(oldest).reversed());
    List<String> lines = new ArrayList<>();
    lines.add(counts(all, jobs.path("cursor").isTextual(), now));
    lines.add("");
    lines.addAll(PoolsCommand.table(pools.path("pools")).lines());
    lines.add("");
    int room = Math.max(0, most - lines.size() - 1);
    Reasons reasons = new Reasons(pools.path("pools"), TopCommand.AGE_OF_POOLS);
    lines.addAll(JobRows.table(all.subList(0, Math.min(room, all.size())), now, reasons).lines());
    return lines.subList(0, Math.min(most, lines.size()));
  }

  private static String counts(List<JsonNode> jobs, boolean isPart, Instant now) {
    List<JsonNode> waiting = jobs.stream().filter(JobRows::waits).toList();
    StringBuilder line =
        new StringBuilder(waiting.size() + (isPart ? " or more" : "") + " waiting");
    waiting.stream()
        .map(job -> JobRows.age(job, now))
        .max(Duration::compareTo)
        .ifPresent(it -> line.append(" (the oldest ").append(InWords.of(it)).append(')'));
    Map<String, Integer> others = new TreeMap<>();
    jobs.stream()
        .filter(job -> !JobRows.waits(job))
        .forEach(job -> others.merge(job.path("phase").asText(), 1, Integer::sum));
    others.forEach(
        (phase, number) ->
            line.append(" · ")
                .append(number)
                .append(' ')
                .append(Visible.of(phase).toLowerCase(Locale.ROOT)));
    return line.toString();
  }

  /** Returns what draws the lines over those of before. */
  static String drawn(List<String> lines) {
    return HOME + String.join(REST_OF_LINE + "\r\n", lines) + REST_OF_LINE + REST_OF_SCREEN;
  }
}
