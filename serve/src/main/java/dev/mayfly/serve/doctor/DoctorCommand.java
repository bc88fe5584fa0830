package dev.mayfly.serve.doctor;

import dev.mayfly.service.command.Colours;
import dev.mayfly.service.command.CommandLogs;
import dev.mayfly.service.command.Commands;
import dev.mayfly.service.server.ServiceApplication;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./mayfly doctor}: what is wrong with an installation, and how to mend it. */
@Command(
    name = "doctor",
    description = {
      "Asks all that an installation depends on, and says what is wrong and which setting mends it.",
      "Changes nothing. Exit codes: 0 no fault, 1 a fault (✗), 2 misuse."
    })
public final class DoctorCommand implements Callable<Integer> {

  /** The form in which it is printed. */
  enum Output {
    TEXT,
    JSON
  }

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "gateway.yml and worker.yml, or serve.yml")
  private List<String> files = List.of();

  @Option(
      names = "--live",
      description =
          "has every webhook send a ping, which the gateway answers and nothing else, and mints"
              + " registration tokens, which expire unused")
  private boolean live;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      description = "what to print")
  private Output output = Output.TEXT;

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] arguments) {
    Commands.main(new DoctorCommand(), arguments);
  }

  @Override
  public Integer call() {
    CommandLogs.silence();
    ServiceApplication.prepareClients();
    if (live) {
      spec.commandLine()
          .getErr()
          .println(
              "--live: each webhook sends a ping to the gateway, and each scope gives a registration"
                  + " token, which expires unused; nothing follows from either");
    }
    Report report =
        new Report(new Doctor(System.getenv(), InstantSource.system(), live).examine(files));
    spec.commandLine()
        .getOut()
        .println(output == Output.JSON ? report.json() : report.text(isColoured()));
    return report.hasFault() ? 1 : 0;
  }

  @SuppressWarnings("SystemConsoleNull") // the launcher has later Javas say so too
  private static boolean isColoured() {
    return Colours.areWanted(System.console() != null, System.getenv());
  }
}
