package dev.mayfly.local.cost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.local.explain.Explaining;
import dev.mayfly.local.explain.Where;
import dev.mayfly.local.operator.ClientCommand;
import dev.mayfly.local.operator.ConsoleClient;
import dev.mayfly.service.command.CommandLogs;
import dev.mayfly.service.config.Durations;
import dev.mayfly.service.cost.Costing.Answer;
import dev.mayfly.service.inquiry.Reference;
import dev.mayfly.workflows.cost.By;
import dev.mayfly.workflows.cost.CostCsv;
import dev.mayfly.workflows.cost.CostReport.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./mayfly cost}: what jobs have cost. */
@Command(
    name = "cost",
    description = {
      "Tells what jobs have cost, as far as Temporal still has their lives.",
      "Asks the console, by its prices, where one is named, by --console or MAYFLY_CONSOLE; else"
          + " Temporal itself, by those of a file.",
      "Exit codes: 0 all is reckoned, 1 something is missing, 2 misuse, 3 not seen, 4 the console"
          + " or Temporal is away, 5 refused."
    })
public final class CostCommand extends ClientCommand {

  /** The form in which it is printed. */
  enum Output {
    TEXT,
    CSV,
    JSON
  }

  @Parameters(
      paramLabel = "JOB",
      arity = "0..1",
      description = "of this job alone: its address, its id, its life, or one of its runners")
  private @Nullable String job;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "what nodes and minutes cost: see docs/costs.md")
  private Path prices = Path.of("prices.yml");

  @Option(
      names = "--by",
      paramLabel = "repository|workflow|pool|job",
      description = "what a line is about")
  private By by = By.REPOSITORY;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "how long ago the period began: 12h, 7d")
  private String since = "7d";

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "how long ago it ended; default: it goes on")
  private @Nullable String until;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|csv|json",
      description = "what to print")
  private Output output = Output.TEXT;

  @Mixin private Where where = new Where();

  @Override
  protected int run(ConsoleClient client) {
    JsonNode table =
        job == null ? client.get("costs?" + period()).json() : cost(client, pathOf(client, job));
    return print(CostAnswer.read(table), visible(table.toString()));
  }

  private String period() {
    return "by=%s&since=%s%s"
        .formatted(
            by.name().toLowerCase(Locale.ROOT),
            ConsoleClient.encoded(since),
            until == null ? "" : "&until=" + ConsoleClient.encoded(until));
  }

  private static JsonNode cost(ConsoleClient client, String path) {
    JsonNode cost = client.get(path).json().path("cost");
    if (!cost.isObject()) {
      throw notFound("no node has had a runner of it yet, or the console has no prices");
    }
    return cost;
  }

  @Override
  protected OptionalInt runWithout() {
    return OptionalInt.of(askTemporal());
  }

  private int askTemporal() {
    Instant now = InstantSource.system().instant();
    CostOfLives lives = new CostOfLives(where, prices, now);
    Reference named = job == null ? null : Reference.read(job, where.installation(), where.forge());
    Instant from = now.minus(Durations.read(since));
    Instant to = until == null ? now : now.minus(Durations.read(until));
    CommandLogs.silence();
    Answer answer = lives.ask(named, by, from, to);
    if (answer instanceof Answer.Reckoned reckoned) {
      return print(reckoned.table(), Explaining.json(reckoned.table()));
    }
    if (answer instanceof Answer.NoLife none) {
      note(none.why());
      return 3;
    }
    note(((Answer.Away) answer).why());
    return 4;
  }

  private int print(Table table, String json) {
    out()
        .print(
            switch (output) {
              case TEXT -> CostText.of(table);
              case CSV -> CostCsv.of(table);
              case JSON -> json + "\n";
            });
    out().flush();
    table.notes().forEach(this::note);
    return table.notes().isEmpty() ? 0 : 1;
  }
}
