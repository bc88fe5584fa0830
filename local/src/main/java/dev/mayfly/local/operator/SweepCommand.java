package dev.mayfly.local.operator;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./mayfly sweep}: a pass over a forge that begins now. */
@Command(
    name = "sweep",
    description = {
      "Has the sweep of a forge begin a pass now: it finds lost jobs and removes orphans.",
      "What a pass would do says: ./mayfly worker sweep worker.yml"
    })
public final class SweepCommand extends MessageCommand {

  @Parameters(paramLabel = "FORGE", arity = "0..1", description = "its name in mayfly.yml")
  private String forge = "github";

  public SweepCommand() {
    super("forge", "sweep");
  }

  @Override
  String named() {
    return forge;
  }

  @Override
  String path(ConsoleClient client) {
    return "sweeps/" + ConsoleClient.encoded(forge);
  }
}
