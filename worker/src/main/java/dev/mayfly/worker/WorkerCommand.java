package dev.mayfly.worker;

import dev.mayfly.service.command.ServiceCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./mayfly worker}, and the commands of every process that works. */
@Command(name = "worker", description = "Runs lives and their steps, as worker.yml says.")
public class WorkerCommand extends ServiceCommand {

  @Override
  protected void run(String command, String file) throws Exception {
    new WorkerApplication().run(command, file);
  }

  @Command(
      name = "hand-back",
      description = "Gives the nodes of every pool that scales to Batch's autoscale.")
  void handBack(@Parameters(paramLabel = "FILE") String file) throws Exception {
    run("hand-back", file);
  }

  @Command(name = "take-over", description = "Takes those nodes from Batch's autoscale again.")
  void takeOver(@Parameters(paramLabel = "FILE") String file) throws Exception {
    run("take-over", file);
  }

  @Command(
      name = "sweep",
      description = "Says what was lost and would be mended, and what that costs; changes nothing.")
  void sweep(@Parameters(paramLabel = "FILE") String file) throws Exception {
    run("sweep", file);
  }
}
