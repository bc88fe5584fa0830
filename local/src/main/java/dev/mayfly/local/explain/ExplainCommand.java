package dev.mayfly.local.explain;

import dev.mayfly.service.command.CommandLogs;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./mayfly explain}: why a job waits, or what became of it. */
@Command(
    name = "explain",
    description = {
      "Says of a job what happened, why, since when, what is awaited, and what to do.",
      "Exit codes: 0 it goes its way, 1 it needs help, 2 misuse, 3 not seen, 4 Temporal is away."
    })
public final class ExplainCommand implements Callable<Integer> {

  /** The form in which it is printed. */
  enum Output {
    TEXT,
    JSON
  }

  @Parameters(
      paramLabel = "JOB",
      description = "its address at the forge, its id, its life, or one of its runners")
  private String job = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      description = "what to print")
  private Output output = Output.TEXT;

  @Option(names = "--installation", description = "where JOB does not say it")
  private String installation = "mayfly";

  @Option(names = "--forge", description = "where JOB does not say it")
  private String forge = "github";

  @Option(
      names = "--temporal",
      paramLabel = "HOST:PORT",
      showDefaultValue = Visibility.NEVER,
      description = "default: TEMPORAL_ADDRESS, else 127.0.0.1:7233")
  private @Nullable String temporal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Reference asked = Reference.read(job, installation, forge);
    CommandLogs.silence();
    var explanation = Explaining.of(asked, temporal, System.getenv());
    String said =
        output == Output.JSON
            ? Explaining.json(explanation)
            : Explaining.text(explanation, InstantSource.system().instant());
    spec.commandLine().getOut().println(said);
    return Explaining.exitCode(explanation.state());
  }
}
