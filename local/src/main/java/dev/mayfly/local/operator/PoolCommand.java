package dev.mayfly.local.operator;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./mayfly pool}: what a pool is told. */
@Command(
    name = "pool",
    description = "Pauses a pool, or has it go on.",
    subcommands = {PoolCommand.Pause.class, PoolCommand.Resume.class})
public final class PoolCommand {

  private abstract static class ToPool extends MessageCommand {

    @Parameters(paramLabel = "POOL", description = "its name")
    private String pool = "";

    ToPool(String word) {
      super("pool", word);
    }

    @Override
    String named() {
      return pool;
    }

    @Override
    String path(ConsoleClient client) {
      return "pools/" + ConsoleClient.encoded(pool) + "/" + word();
    }
  }

  /** {@code ./mayfly pool pause}. */
  @Command(name = "pause", description = "Has no more runners made; those that are there go on.")
  static final class Pause extends ToPool {

    Pause() {
      super("pause");
    }
  }

  /** {@code ./mayfly pool resume}. */
  @Command(name = "resume", description = "Has runners made again.")
  static final class Resume extends ToPool {

    Resume() {
      super("resume");
    }
  }
}
