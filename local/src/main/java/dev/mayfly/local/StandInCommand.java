package dev.mayfly.local;

import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.GitHubStandInCommand;
import dev.mayfly.standin.runner.StandInRunner;
import picocli.CommandLine.Command;

/** {@code ./mayfly stand-in}: one stand-in as a process of its own. */
@Command(
    name = "stand-in",
    description = "Runs one stand-in for an outside world.",
    subcommands = {GitHubStandInCommand.class, BatchStandInCommand.class})
public final class StandInCommand {

  @Command(
      name = "runner",
      description = {
        "One runner, with the variables of the runner images.",
        "A command for --image of stand-in batch."
      })
  int runner() {
    return StandInRunner.run(System.getenv());
  }
}
