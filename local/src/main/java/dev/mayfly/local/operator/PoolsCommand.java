package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code ./mayfly pools}: the pools, and what each has. */
@Command(name = "pools", description = "Lists the pools: their state, their runners, who waits.")
public final class PoolsCommand extends OperatorCommand {

  @Override
  protected int run(ConsoleClient client) {
    print(client.get("pools"), it -> table(it.json().path("pools")).lines());
    return 0;
  }

  /** Returns a table of pools with its headings. */
  static Table table(JsonNode pools) {
    Table table = new Table("POOL", "STATE", "RUNNERS", "WAITING", "SAYS");
    for (JsonNode pool : pools) {
      JsonNode status = pool.path("status");
      String cap = status.path("maxRunners").asText("");
      table.add(
          pool.path("name").asText("-"),
          pool.path("phase").asText("NOT KNOWN").replace('_', ' '),
          status.path("running").asText("-") + (cap.isEmpty() ? "" : " of " + cap),
          status.isObject() ? String.valueOf(status.path("waiting").size()) : "-",
          status.path("line").asText("no worker answers for it"));
    }
    return table;
  }
}
