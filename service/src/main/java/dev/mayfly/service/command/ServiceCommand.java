package dev.mayfly.service.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command of a service: {@code FILE} alone runs it, a word before it does one thing with it.
 */
@Command(customSynopsis = "${COMMAND-FULL-NAME} [COMMAND] FILE")
public abstract class ServiceCommand implements Callable<Integer> {

  // All that is no command, so that a misspelt one is recognised.
  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      hideParamSyntax = true,
      showDefaultValue = Visibility.NEVER,
      description = "the service's configuration")
  private List<String> files = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the service's application with these words: a command of Dropwizard's, and the file. */
  protected abstract void run(String command, String file) throws Exception;

  /** Runs one as a process, which lasts as long as the service. */
  public static void main(ServiceCommand command, String... words) {
    int exitCode = Commands.runOne(command, words);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  @Override
  public final Integer call() throws Exception {
    if (files.size() == 1) {
      run("server", files.get(0));
      return 0;
    }
    CommandLine line = spec.commandLine();
    throw files.isEmpty()
        ? new ParameterException(line, "FILE is missing: the service's configuration")
        : new UnmatchedArgumentException(line, files);
  }

  @Command(
      name = "server",
      description = "The same as FILE alone: runs the service.",
      hidden = true)
  final void server(@Parameters(paramLabel = "FILE") String file) throws Exception {
    run("server", file);
  }

  @Command(name = "check", description = "Only validates the configuration.")
  final void check(@Parameters(paramLabel = "FILE") String file) throws Exception {
    run("check", file);
  }
}
