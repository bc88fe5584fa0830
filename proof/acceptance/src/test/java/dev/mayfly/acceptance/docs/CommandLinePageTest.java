package dev.mayfly.acceptance.docs;

import static dev.mayfly.acceptance.docs.Project.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.explain.ExplainCommand;
import dev.mayfly.local.operator.IgnoredCommand;
import dev.mayfly.local.operator.JobCommand;
import dev.mayfly.local.operator.JobMessages;
import dev.mayfly.local.operator.JobsCommand;
import dev.mayfly.local.operator.LogsCommand;
import dev.mayfly.local.operator.OpenCommand;
import dev.mayfly.local.operator.PoolCommand;
import dev.mayfly.local.operator.PoolsCommand;
import dev.mayfly.local.operator.SweepCommand;
import dev.mayfly.local.operator.SweepsCommand;
import dev.mayfly.local.operator.TopCommand;
import dev.mayfly.service.command.Commands;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The page of the operator's commands has those that there are, with their options. */
class CommandLinePageTest {

  private static final Set<String> OF_ALL = Set.of("--help", "--version", "--console", "--output");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z]+[a-zA-Z ]*)` \\| ([^|]*)\\| \\S[^|]* \\|$");
  private static final Pattern EXIT_CODE = Pattern.compile("(?m)^\\| (\\d) \\| ");

  private static final CommandLine LINE =
      Commands.line(
          List.of(
              new ExplainCommand(),
              new JobsCommand(),
              new JobCommand(),
              new LogsCommand(),
              new IgnoredCommand(),
              new SweepsCommand(),
              new SweepCommand(),
              new OpenCommand(),
              new TopCommand(),
              new PoolsCommand(),
              new PoolCommand(),
              new JobMessages.Cancel(),
              new JobMessages.Reprovision(),
              new JobMessages.Extend(),
              new JobMessages.Quarantine(),
              new JobMessages.Release()),
          System.out,
          System.err);

  private static Map<String, Set<String>> model() {
    Map<String, Set<String>> model = new TreeMap<>();
    LINE.getSubcommands().values().forEach(it -> add(it, model));
    return model;
  }

  private static void add(CommandLine command, Map<String, Set<String>> model) {
    command.getSubcommands().values().forEach(it -> add(it, model));
    if (command.getSubcommands().isEmpty()) {
      CommandSpec spec = command.getCommandSpec();
      String places =
          spec.positionalParameters().stream()
              .map(PositionalParamSpec::paramLabel)
              .map(label -> " " + label)
              .collect(Collectors.joining());
      model.put(
          spec.qualifiedName().replaceFirst("^\\./mayfly ", "") + places,
          spec.options().stream()
              .map(OptionSpec::longestName)
              .filter(name -> !OF_ALL.contains(name))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  private static Set<String> options(MatchResult row) {
    return Pattern.compile("`(--[a-z]+)`")
        .matcher(row.group(2))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void hasARowForEveryCommandWithItsOptions() {
    assertThat(
            ROW.matcher(read("docs/command-line.md"))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), CommandLinePageTest::options)))
        .isEqualTo(model());
  }

  /** The launcher's list of those that it starts with few jars; explain has a case of its own. */
  @Test
  void theLauncherKnowsEveryCommandThatAsksTheConsole() {
    String listed =
        read("mayfly").lines().filter(it -> it.startsWith("  jobs | ")).findFirst().orElseThrow();

    Set<String> names = new TreeSet<>(LINE.getSubcommands().keySet());
    names.remove("explain");
    assertThat(listed.replace(")", "").strip().split(" \\| "))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void hasEveryExitCodeOfTheHelp() {
    assertThat(EXIT_CODE.matcher(read("docs/command-line.md")).results().map(row -> row.group(1)))
        .containsExactlyElementsOf(
            LINE.getSubcommands()
                .get("jobs")
                .getCommandSpec()
                .usageMessage()
                .exitCodeList()
                .keySet());
  }
}
