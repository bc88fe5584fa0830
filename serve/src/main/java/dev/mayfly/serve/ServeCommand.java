package dev.mayfly.serve;

import dev.mayfly.worker.WorkerCommand;
import picocli.CommandLine.Command;

/** {@code ./mayfly serve}. */
@Command(name = "serve", description = "Is gateway, worker and console, as serve.yml says.")
public final class ServeCommand extends WorkerCommand {

  @Override
  protected void run(String command, String file) throws Exception {
    new ServeApplication().run(command, file);
  }
}
