package dev.mayfly.local.explain;

import dev.mayfly.local.operator.ConsoleClient;
import dev.mayfly.local.operator.Explained;
import dev.mayfly.local.operator.OperatorCommand;
import dev.mayfly.service.command.CommandLogs;
import dev.mayfly.service.inquiry.Reference;
import java.time.InstantSource;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ./mayfly explain}: why a job waits, or what became of it. */
@Command(
    name = "explain",
    description = {
      "Says of a job what happened, why, since when, what is awaited, and what to do.",
      "Asks the console where one is named, by --console or MAYFLY_CONSOLE, else Temporal itself."
    })
public final class ExplainCommand extends OperatorCommand {

  @Parameters(
      paramLabel = "JOB",
      description = "its address at the forge, its id, its life, or one of its runners")
  private String job = "";

  @Mixin private Where where = new Where();

  @Override
  protected int run(ConsoleClient client) {
    return explain(client, job);
  }

  @Override
  protected OptionalInt runWithout() {
    Reference asked = Reference.read(job, where.installation(), where.forge());
    CommandLogs.silence();
    var explanation = Explaining.of(asked, where.temporal(), System.getenv());
    String said =
        isJson()
            ? Explaining.json(explanation)
            : Explaining.text(explanation, InstantSource.system().instant());
    out().println(said);
    return OptionalInt.of(Explained.exitCode(explanation.state()));
  }
}
