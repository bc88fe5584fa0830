package dev.mayfly.service.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The commands of {@code ./mayfly}: each has its help, misuse is explained and ends with exit code
 * 2. A number whose label is {@code 1..20} has to be in that range. A command class has nothing but
 * the JDK's types in its fields and methods, so that help needs no library.
 */
public final class Commands {

  /** The parent of every command, also where a process has but one. */
  @Command(
      name = "./mayfly",
      scope = ScopeType.INHERIT,
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      sortOptions = false,
      sortSynopsis = false,
      showDefaultValues = true,
      abbreviateSynopsis = true)
  private static final class Root {}

  private static final Pattern RANGE = Pattern.compile("(\\d+)\\.\\.(\\d+)");

  private Commands() {}

  /**
   * Runs the command that the words name.
   *
   * @return the exit code of the process; 2 for misuse.
   */
  public static int run(List<?> commands, List<String> words, PrintStream out, PrintStream err) {
    return line(commands, out, err).execute(words.toArray(String[]::new));
  }

  /** Runs one command as a process, which ends with it; the words are those after its name. */
  public static void main(Object command, String... words) {
    System.exit(runOne(command, words));
  }

  static int runOne(Object command, String... words) {
    CommandLine line = line(List.of(command), System.out, System.err);
    Stream<String> name = line.getSubcommands().keySet().stream();
    return line.execute(Stream.concat(name, Stream.of(words)).toArray(String[]::new));
  }

  /** Returns {@code ./mayfly} with these commands. */
  public static CommandLine line(List<?> commands, PrintStream out, PrintStream err) {
    CommandLine line = new CommandLine(new Root());
    commands.forEach(line::addSubcommand);
    return line.setOut(new PrintWriter(out, true, UTF_8))
        .setErr(new PrintWriter(err, true, UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(Commands::execute)
        .setParameterExceptionHandler((misuse, words) -> explain(misuse))
        .setExecutionExceptionHandler(Commands::explain);
  }

  /**
   * Sets a command's options from the words after its name, without running it.
   *
   * @throws ParameterException for misuse.
   */
  public static <T> T parse(T command, String... words) {
    CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    ParseResult unused = line.parseArgs(words);
    checkRanges(line);
    return command;
  }

  private static int execute(ParseResult words) {
    // Picocli would forgive a word that it does not know beside --help.
    if (!words.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(words.commandSpec().commandLine(), words.unmatched());
    }
    words.asCommandLineList().forEach(Commands::checkRanges);
    return new RunLast().execute(words);
  }

  private static void checkRanges(CommandLine line) {
    for (OptionSpec option : line.getParseResult().matchedOptions()) {
      Matcher range = RANGE.matcher(option.paramLabel());
      if (range.matches() && option.getValue() instanceof Number number) {
        long value = number.longValue();
        if (value < Long.parseLong(range.group(1)) || value > Long.parseLong(range.group(2))) {
          throw new ParameterException(line, outOfRange(option, range, number));
        }
      }
    }
  }

  private static String outOfRange(OptionSpec option, MatchResult range, Object value) {
    return "%s takes a number from %s to %s, not %s"
        .formatted(option.longestName(), range.group(1), range.group(2), value);
  }

  private static int explain(ParameterException misuse) {
    CommandSpec command = misuse.getCommandLine().getCommandSpec();
    PrintWriter err = misuse.getCommandLine().getErr();
    err.println("mayfly: " + complaint(misuse));
    if (!UnmatchedArgumentException.printSuggestions(misuse, err)
        && misuse instanceof UnmatchedArgumentException unmatched
        && unmatched.isUnknownOption()) {
      err.println("its options: " + String.join(" ", command.optionsMap().keySet()));
    }
    err.println("see " + command.qualifiedName() + " --help");
    return command.exitCodeOnInvalidInput();
  }

  private static String complaint(ParameterException misuse) {
    if (misuse.getArgSpec() instanceof OptionSpec option && misuse.getValue() != null) {
      Matcher range = RANGE.matcher(option.paramLabel());
      if (range.matches()) {
        return outOfRange(option, range, misuse.getValue());
      }
    }
    return misuse instanceof UnmatchedArgumentException unmatched
            && !unmatched.isUnknownOption()
            && !misuse.getCommandLine().getSubcommands().isEmpty()
        ? "unknown command: " + unmatched.getUnmatched().get(0)
        : String.valueOf(misuse.getMessage());
  }

  /** Takes an illegal argument, such as a file that cannot be read, for misuse as well. */
  private static int explain(Exception failure, CommandLine line, ParseResult words)
      throws Exception {
    if (failure instanceof IllegalArgumentException misuse) {
      return explain(misuse, line.getErr());
    }
    throw failure;
  }

  static int explain(IllegalArgumentException misuse, PrintWriter err) {
    err.println("mayfly: " + misuse.getMessage());
    return ExitCode.USAGE;
  }

  /** Waits until the process is told to end; what was started ends with it. */
  public static int stay(AutoCloseable started) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started)));
    Thread.currentThread().join();
    return 0;
  }

  private static void end(AutoCloseable started) {
    try {
      started.close();
    } catch (Exception e) {
      System.err.println("mayfly: did not stop cleanly: " + e.getMessage());
    }
  }

  /** Tells the version of the jar. */
  private static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Commands.class.getPackage().getImplementationVersion();
      return new String[] {"Mayfly " + requireNonNullElse(version, "that was not packaged")};
    }
  }
}
