package dev.mayfly.service.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
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

  private static final String FILES = ".yml";

  // All that is no command, so that a misspelt one is recognised.
  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      hideParamSyntax = true,
      showDefaultValue = Visibility.NEVER,
      description = "the service's configuration")
  private List<String> files = List.of();

  // Set by Picocli, whose classes a service alone does without.
  @Spec private @Nullable CommandSpec spec;

  /** Runs the service's application with these words: a command of Dropwizard's, and the file. */
  protected abstract void run(String command, String file) throws Exception;

  /** Runs one as a process, which lasts as long as the service. */
  public static void main(ServiceCommand command, String... words) {
    boolean isFile = words.length == 1 && words[0].endsWith(FILES);
    int exitCode = isFile ? command.runAtOnce(words[0]) : Commands.runOne(command, words);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /**
   * Runs the service without Picocli: its classes are of Java 5, which no archive of classes takes,
   * so that they would be a tenth of a start. It fails as it does with Picocli.
   */
  private int runAtOnce(String file) {
    try {
      run("server", file);
      return 0;
    } catch (IllegalArgumentException misuse) {
      return Commands.explain(misuse, new PrintWriter(System.err, true, UTF_8));
    } catch (Exception e) {
      e.printStackTrace();
      return ExitCode.SOFTWARE;
    }
  }

  @Override
  public final Integer call() throws Exception {
    if (files.size() == 1) {
      run("server", files.get(0));
      return 0;
    }
    CommandLine line = requireNonNull(spec).commandLine();
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
