package dev.mayfly.console;

import dev.mayfly.service.command.ServiceCommand;
import picocli.CommandLine.Command;

/** {@code ./mayfly console}. */
@Command(
    name = "console",
    description = "Shows jobs and pools to people: pages and REST, as console.yml says.")
public final class ConsoleCommand extends ServiceCommand {

  @Override
  protected void run(String command, String file) throws Exception {
    new ConsoleApplication().run(command, file);
  }
}
