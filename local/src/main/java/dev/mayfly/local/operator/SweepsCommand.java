package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code ./mayfly sweeps}: what each forge's sweep found in its last pass. */
@Command(name = "sweeps", description = "Tells of each forge's sweep: its last pass, and the next.")
public final class SweepsCommand extends OperatorCommand {

  private static final Map<String, String> DEEDS =
      Map.of(
          "provided", "lost jobs",
          "redelivered", "delivered again",
          "asked", "to ask after their job",
          "removed", "orphans removed",
          "kept", "orphans with a job");

  @Override
  protected int run(ConsoleClient client) {
    ConsoleClient.Answer answer = client.get("sweeps");
    JsonNode sweeps = answer.json().path("sweeps");
    print(answer, it -> lines(sweeps));
    boolean isBad = false;
    for (JsonNode sweep : sweeps) {
      for (JsonNode failure : sweep.at("/report/last/failures")) {
        note(sweep.path("forge").asText() + ": " + failure.asText());
      }
      isBad |= !sweep.path("phase").asText().equals("SWEEPING");
    }
    return isBad ? 1 : 0;
  }

  private List<String> lines(JsonNode sweeps) {
    Table table = new Table("FORGE", "STATE", "LAST PASS", "FOUND", "IGNORED", "NEXT");
    for (JsonNode sweep : sweeps) {
      JsonNode report = sweep.path("report");
      table.add(
          sweep.path("forge").asText("-"),
          sweep.path("phase").asText("NOT KNOWN"),
          last(report.path("last")),
          found(report.path("last")),
          report.isObject() ? String.valueOf(IgnoredCommand.count(report)) : "-",
          next(report));
    }
    return table.lines();
  }

  private String last(JsonNode pass) {
    if (!pass.isObject()) {
      return "-";
    }
    Instant ended = Explained.instant(pass, "ended");
    return Wording.between(ended, now())
        + " ago, in "
        + Wording.between(Explained.instant(pass, "begun"), ended);
  }

  private static String found(JsonNode pass) {
    String found =
        DEEDS.entrySet().stream()
            .filter(deed -> pass.path(deed.getKey()).asInt() > 0)
            .map(deed -> pass.path(deed.getKey()).asInt() + " " + deed.getValue())
            .sorted()
            .collect(Collectors.joining(", "));
    return pass.isObject() ? (found.isEmpty() ? "nothing" : found) : "-";
  }

  private String next(JsonNode report) {
    if (!report.isObject()) {
      return "no worker answers for it";
    }
    return report.path("next").isTextual()
        ? "in " + Wording.between(now(), Explained.instant(report, "next"))
        : "under way";
  }
}
