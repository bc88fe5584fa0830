package dev.mayfly.acceptance.docs;

import static dev.mayfly.acceptance.docs.Project.ROOT;
import static dev.mayfly.acceptance.docs.Project.filesBelow;
import static dev.mayfly.acceptance.docs.Project.modules;
import static dev.mayfly.acceptance.docs.Project.read;
import static dev.mayfly.acceptance.docs.Project.readFile;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.TemporalCli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every command of the documentation is one that there is: in blocks, indented or fenced as {@code
 * sh}, and in backquotes. Those of {@code az} are held against azure-cli by {@code arm/checks}, and
 * "Run it by hand" is carried out by {@code ProcessesTest}.
 *
 * <p>Not executed, since they need what a test has not: {@code az}, {@code docker}, {@code tcld},
 * {@code gh}, {@code osv-scanner}, {@code git push}. Of these the files, modules and search
 * attributes that they name are checked, and that a shell can read them.
 */
class DocumentedCommandsTest {

  /** Stand for what a person names. */
  private static final Set<String> PLACES = Set.of("FILE", "FORGE", "JOB", "POOL");

  private static final Set<String> COST =
      Set.of(
          "--prices",
          "--by",
          "--since",
          "--until",
          "--console",
          "--output",
          "-o",
          "--installation",
          "--forge",
          "--temporal");

  /** The commands of {@code ./mayfly}, with the options of each. */
  private static final Map<String, Set<String>> MAYFLY =
      Map.ofEntries(
          Map.entry(
              "demo",
              Set.of(
                  "--jobs",
                  "--keep",
                  "--no-webhooks",
                  "--app",
                  "--azure-devops",
                  "--chaos",
                  "--seed",
                  "--lost-queued",
                  "--workflow",
                  "--engine",
                  "--clean",
                  "--payload",
                  "--labels")),
          Map.entry(
              "trial",
              Set.of(
                  "--repository",
                  "--url",
                  "--image",
                  "--docker",
                  "--docker-image",
                  "--allow-public")),
          Map.entry(
              "explain JOB",
              Set.of("--console", "--output", "-o", "--installation", "--forge", "--temporal")),
          Map.entry("cost", COST),
          Map.entry("cost JOB", COST),
          Map.entry("doctor FILE FILE", Set.of("--live", "--output", "-o")),
          Map.entry("doctor FILE", Set.of("--live", "--output", "-o")),
          Map.entry(
              "jobs",
              Set.of(
                  "--console",
                  "--output",
                  "--pool",
                  "--repo",
                  "--phase",
                  "--waiting",
                  "--all",
                  "--since",
                  "--limit",
                  "--cursor")),
          Map.entry("job JOB", Set.of("--console", "--output", "--watch")),
          Map.entry("logs JOB", Set.of("--console", "--follow", "--stderr", "--attempt")),
          Map.entry("open JOB", Set.of("--console", "--output")),
          Map.entry("top", Set.of("--console", "--output")),
          Map.entry("ignored", Set.of("--console", "--output")),
          Map.entry("sweeps", Set.of("--console", "--output")),
          Map.entry("sweep FORGE", Set.of("--console", "--output", "--reason", "--yes")),
          Map.entry("pools", Set.of("--console", "--output")),
          Map.entry("pool pause POOL", Set.of("--console", "--output", "--reason", "--yes")),
          Map.entry("pool resume POOL", Set.of("--console", "--output", "--reason", "--yes")),
          Map.entry("cancel JOB", Set.of("--console", "--output", "--reason", "--yes", "--force")),
          Map.entry("reprovision JOB", Set.of("--console", "--output", "--reason", "--yes")),
          Map.entry("extend JOB", Set.of("--console", "--output", "--reason", "--yes", "--by")),
          Map.entry(
              "quarantine JOB", Set.of("--console", "--output", "--reason", "--yes", "--for")),
          Map.entry("release JOB", Set.of("--console", "--output", "--reason", "--yes")),
          Map.entry("gateway FILE", Set.of()),
          Map.entry("gateway check FILE", Set.of()),
          Map.entry("worker FILE", Set.of()),
          Map.entry("worker check FILE", Set.of()),
          Map.entry("worker hand-back FILE", Set.of()),
          Map.entry("worker take-over FILE", Set.of()),
          Map.entry("worker sweep FILE", Set.of()),
          Map.entry("serve FILE", Set.of()),
          Map.entry("serve check FILE", Set.of()),
          Map.entry("serve hand-back FILE", Set.of()),
          Map.entry("serve take-over FILE", Set.of()),
          Map.entry("serve sweep FILE", Set.of()),
          Map.entry("console FILE", Set.of()),
          Map.entry("console check FILE", Set.of()),
          Map.entry("codec FILE", Set.of()),
          Map.entry("codec check FILE", Set.of()),
          Map.entry(
              "stand-in github",
              Set.of("--port", "--webhook", "--dialect", "--app", "--rate-limit")),
          Map.entry("stand-in batch", Set.of("--port", "--image", "--engine", "--node-boot")),
          Map.entry("stand-in runner", Set.of()),
          Map.entry("crash-matrix", Set.of("--short", "--out", "--victims", "--steps", "--engine")),
          Map.entry(
              "bench acknowledgement",
              Set.of("--seconds", "--rounds", "--jobs", "--serve", "--worker", "--queued")),
          Map.entry("bench control-path", Set.of("--seconds", "--rounds", "--jobs", "--warm")),
          Map.entry(
              "bench cost-per-life", Set.of("--jobs", "--lives", "--seconds", "--warm", "--idle")),
          Map.entry("bench peers", Set.of("--rounds", "--seconds", "--jobs", "--warm", "--idle")),
          Map.entry("bench recovery", Set.of("--seconds", "--rounds")),
          Map.entry("bench killed-burst", Set.of("--restart", "--rounds")),
          Map.entry("bench overload", Set.of("--seconds", "--connections", "--places")),
          Map.entry("bench waiting-lives", Set.of("--lives")),
          Map.entry("bench idle", Set.of("--window", "--more")),
          Map.entry("bench footprint", Set.of("--rounds", "--settle", "--window")),
          Map.entry("bench outage", Set.of("--kind", "--jobs", "--seed")),
          Map.entry("bench scaling", Set.of()),
          Map.entry("bench", Set.of()),
          Map.entry("fuzz", Set.of("--minutes")),
          Map.entry("help", Set.of()),
          Map.entry("completion", Set.of()),
          Map.entry("COMMAND", Set.of("--help")));

  private static final Map<String, Set<String>> TEMPORAL =
      Map.of(
          "server start-dev",
              Set.of(
                  "--db-filename",
                  "--sqlite-pragma",
                  "--dynamic-config-value",
                  "--search-attribute"),
          "workflow query", Set.of("--workflow-id", "--type"),
          "workflow list", Set.of("--query"),
          "workflow count", Set.of("--query"),
          "workflow show", Set.of("--workflow-id", "--codec-endpoint", "--codec-auth"),
          "workflow signal", Set.of("--workflow-id", "--name", "--input"),
          "workflow update execute", Set.of("--workflow-id", "--name", "--input"),
          "task-queue describe", Set.of("--task-queue"),
          "worker deployment set-current-version", Set.of("--deployment-name", "--build-id"),
          "worker deployment describe-version", Set.of("--deployment-name", "--build-id"));

  private static final Map<String, Set<String>> TCLD =
      Map.of(
          "namespace search-attributes add", Set.of("--namespace", "--search-attribute"),
          "namespace retention set", Set.of("--namespace", "--retention-days"));

  private static final Set<String> GOALS =
      Set.of("test", "verify", "package", "spotless:apply", "versions:set");

  /** The programs that are left to the shell to read. */
  private static final Set<String> OTHERS =
      Set.of(
          "az",
          "cp",
          "gh",
          "git",
          "keytool",
          "osv-scanner",
          "export",
          "head",
          "mkdir",
          "cat",
          "printf");

  /** Pages whose blocks are shell programs, which arm/checks reads. */
  private static final Set<String> OF_AZURE = Set.of("azure.md", "azure-network.md");

  private static final Pattern CODE = Pattern.compile("(?<!`)`([^`\n]+)`(?!`)");
  private static final Pattern ASSIGNMENT =
      Pattern.compile("[A-Z][A-Z_]*=(\\$\\([^)]*\\)|\"[^\"]*\"|\\S*)\\s+");
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");
  private static final Pattern HERE = Pattern.compile("(?s)<<'(\\w+)'(.*?)\n(.*?\n)\\1(?=\n)");

  /** The names that Temporal itself has for what a query may ask. */
  private static final Set<String> OF_TEMPORAL =
      Set.of("ExecutionStatus", "WorkflowType", "CloseTime");

  private static final List<String> TESTS =
      modules()
          .flatMap(module -> filesBelow(ROOT.resolve(module).resolve("src/test/java")))
          .map(file -> file.getFileName().toString())
          .toList();

  private static final List<Command> COMMANDS = everyCommand().toList();

  private record Command(String page, List<String> words) {

    String program() {
      return words.get(0);
    }

    /** Returns whether it is a file of the repository, by its path. */
    boolean isScript() {
      return program().matches("(\\.ci|images)/.*");
    }

    /** The words before the first option. */
    List<String> verbs() {
      return words.stream().skip(1).takeWhile(word -> !word.startsWith("-")).toList();
    }

    Set<String> options() {
      return words.stream()
          .filter(word -> word.matches("--[a-z-]+.*"))
          .map(word -> word.replaceFirst("=.*", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    List<String> valuesOf(String option) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i + 1 < words.size(); i++) {
        if (words.get(i).equals(option)) {
          values.add(words.get(i + 1));
        }
      }
      return values;
    }
  }

  @Test
  void everyCommandOfMayflyIsOne() {
    assertThat(commands("./mayfly"))
        .hasSizeGreaterThan(40)
        .allSatisfy(
            command -> {
              String name = known(command, MAYFLY);
              if (name.endsWith(" FILE")) {
                assertThat(file(command.verbs().get(command.verbs().size() - 1)))
                    .as("%s", command)
                    .isTrue();
              }
            });
  }

  /** Returns what a command is called in the table, which has all of its options. */
  private static String known(Command command, Map<String, Set<String>> table) {
    String name = name(command, table);
    assertThat(command.options()).as("%s", command).isSubsetOf(table.get(name));
    return name;
  }

  /** Each word and option of the table above is one that the sources know. */
  @Test
  void everyWordOfTheTableIsInTheSources() {
    String sources = sources();

    for (Map.Entry<String, Set<String>> command : MAYFLY.entrySet()) {
      for (String word : command.getKey().split(" ", -1)) {
        // Picocli has a command of its own that gives help.
        assertThat(
                word.matches("[A-Z]+|help") || sources.contains("\"" + word + "\"") || shell(word))
            .as(word)
            .isTrue();
      }
      for (String option : command.getValue()) {
        assertThat(Pattern.compile("\"[^\"\n]*" + option + "\\b").matcher(sources).find())
            .as(command.getKey() + " " + option)
            .isTrue();
      }
    }
  }

  @Test
  void everyCommandOfTemporalIsOne() {
    Set<String> attributes = attributes();
    Set<String> messages =
        annotated("(?:Signal|Update)Method\\(name = \"(\\w+)\"\\)")
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(commands("temporal"))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            command -> {
              String unused = known(command, TEMPORAL);
              assertThat(messages).containsAll(command.valuesOf("--name"));
              assertThat(annotated("QueryMethod\\(name = \"(\\w+)\"\\)"))
                  .containsAll(command.valuesOf("--type"));
              assertThat(command.valuesOf("--query"))
                  .allSatisfy(
                      query ->
                          assertThat(
                                  Pattern.compile("([A-Z]\\w+) (?:=|>|IS)")
                                      .matcher(query)
                                      .results()
                                      .map(found -> found.group(1)))
                              .isNotEmpty()
                              .allMatch(it -> attributes.contains(it) || OF_TEMPORAL.contains(it)));
            });
  }

  /** Held against the binary itself, where there is one. */
  @Test
  void temporalHasTheseCommandsAndOptions() throws Exception {
    String temporal = TemporalCli.findOrSkip().binary().toString();

    for (Map.Entry<String, Set<String>> command : TEMPORAL.entrySet()) {
      List<String> words =
          Stream.of(
                  Stream.of(temporal),
                  Arrays.stream(command.getKey().split(" ", -1)),
                  Stream.of("--help"))
              .flatMap(it -> it)
              .toList();
      String help = output(words, "");

      assertThat(command.getValue())
          .as(command.getKey())
          .allSatisfy(option -> assertThat(help).containsPattern(option + "\\b"));
    }
  }

  @Test
  void everyListOfSearchAttributesHasAllOfThem() {
    List<Command> making =
        Stream.of(commands("temporal"), commands("tcld"))
            .flatMap(List::stream)
            .filter(command -> command.options().contains("--search-attribute"))
            .toList();

    assertThat(making)
        .hasSizeGreaterThan(1)
        .allSatisfy(
            command ->
                assertThat(command.valuesOf("--search-attribute"))
                    .containsExactlyInAnyOrderElementsOf(
                        attributes().stream().map(name -> name + "=Keyword").toList()));
    assertThat(commands("tcld"))
        .allSatisfy(
            command -> assertThat(command.options()).isSubsetOf(TCLD.get(name(command, TCLD))));
  }

  @Test
  void everyCommandOfMavenNamesGoalsModulesAndTestsThatThereAre() {
    List<String> modules = modules().toList();

    assertThat(commands("mvn"))
        .hasSizeGreaterThan(5)
        .allSatisfy(
            command -> {
              assertThat(command.verbs()).isNotEmpty().isSubsetOf(GOALS);
              assertThat(command.valuesOf("-pl")).isSubsetOf(modules);
              command.words().stream()
                  .filter(word -> word.startsWith("-Dtest="))
                  .flatMap(word -> Arrays.stream(word.substring("-Dtest=".length()).split(",", -1)))
                  .forEach(test -> assertThat(testsLike(test)).as(test).isNotEmpty());
            });
  }

  @Test
  void everyFileThatACommandNamesIsThere() {
    assertThat(commands("docker"))
        .allSatisfy(
            command -> {
              assertThat(command.verbs().get(0))
                  .isIn("build", "compose", "run", "stop", "pull", "tag", "push");
              if (command.verbs().equals(List.of("build")) && command.words().size() > 2) {
                String context = command.words().get(command.words().size() - 1);
                assertThat(ROOT.resolve(context)).isDirectory();
                assertThat(command.valuesOf("-f").isEmpty() && !context.equals("."))
                    .isEqualTo(Files.exists(ROOT.resolve(context).resolve("Dockerfile")));
              }
              assertThat(command.valuesOf("-f"))
                  .allSatisfy(it -> assertThat(ROOT.resolve(it)).exists());
            });
    assertThat(commands("sh"))
        .isNotEmpty()
        .allSatisfy(command -> assertThat(ROOT.resolve(command.verbs().get(0))).exists());
    assertThat(commands("curl"))
        .isNotEmpty()
        .allSatisfy(
            command ->
                assertThat(command.valuesOf("--data-binary"))
                    .isNotEmpty()
                    .allSatisfy(it -> assertThat(ROOT.resolve(it.substring(1))).exists()));
    assertThat(COMMANDS.stream().filter(Command::isScript))
        .isNotEmpty()
        .allSatisfy(command -> assertThat(ROOT.resolve(command.program())).isExecutable());
  }

  @Test
  void everyProgramIsOneThatSomethingHereChecks() {
    Set<String> checked =
        Stream.concat(
                Stream.of("./mayfly", "temporal", "tcld", "mvn", "docker", "sh", "curl"),
                OTHERS.stream())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(COMMANDS.stream().filter(it -> !it.isScript()))
        .allSatisfy(command -> assertThat(command.program()).as("%s", command).isIn(checked));
  }

  @Test
  void aShellCanReadEveryBlock() throws Exception {
    for (Path page : pages()) {
      for (String block : blocks(readFile(page))) {
        assertThat(output(List.of("sh", "-n"), block)).as(page + "\n" + block).isEmpty();
      }
    }
  }

  /** The longest name of the table that the command's words begin with. */
  private static String name(Command command, Map<String, Set<String>> table) {
    List<String> verbs = command.verbs();
    return table.keySet().stream()
        .filter(name -> matches(List.of(name.split(" ", -1)), verbs))
        .max((a, b) -> Long.compare(fixedWords(a), fixedWords(b)))
        .orElseThrow(() -> new AssertionError("no such command: " + command));
  }

  private static long fixedWords(String name) {
    return Arrays.stream(name.split(" ", -1)).filter(word -> !PLACES.contains(word)).count();
  }

  private static boolean matches(List<String> name, List<String> verbs) {
    if (name.size() != verbs.size()) {
      return false;
    }
    for (int i = 0; i < name.size(); i++) {
      if (!PLACES.contains(name.get(i)) && !name.get(i).equals(verbs.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Of the repository, or written by "Run it by hand". */
  private static boolean file(String name) {
    return name.equals("FILE")
        || Files.exists(ROOT.resolve(name))
        || Files.exists(ROOT.resolve("examples").resolve(name))
        || read("docs/getting-started.md").contains("cat > " + name + " <<");
  }

  private static List<Command> commands(String program) {
    return COMMANDS.stream().filter(command -> command.program().equals(program)).toList();
  }

  private static Stream<Command> everyCommand() {
    return pages().stream()
        .flatMap(
            page -> {
              String text = readFile(page);
              Stream<String> blocks =
                  OF_AZURE.contains(page.getFileName().toString())
                      ? Stream.empty()
                      : blocks(text).stream();
              return Stream.concat(blocks.flatMap(DocumentedCommandsTest::lines), quoted(text))
                  .map(line -> new Command(page.getFileName().toString(), words(line)))
                  .filter(command -> !command.words().isEmpty());
            });
  }

  /** One for each command; what a here-document holds is no command. */
  private static Stream<String> lines(String block) {
    return HERE.matcher(block + "\n")
        .replaceAll("$2")
        .replace("\\\n", " ")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"));
  }

  private static List<String> words(String line) {
    String command = line;
    while (ASSIGNMENT.matcher(command).lookingAt()) {
      command = ASSIGNMENT.matcher(command).replaceFirst("");
    }
    return WORD.matcher(command.split(" +(?:#|[|]) ", 2)[0])
        .results()
        .map(MatchResult::group)
        .map(word -> word.replaceAll("^(['\"])(.*)\\1$", "$2").replaceAll("='(.*)'$", "=$1"))
        .toList();
  }

  /** In backquotes, and with more than the program's name. */
  private static Stream<String> quoted(String text) {
    String prose = text.replaceAll("(?s)\n *```.*?\n *```", "");
    return CODE.matcher(prose)
        .results()
        .map(found -> found.group(1))
        .filter(
            code -> code.matches("(\\./mayfly|temporal|mvn|docker|tcld|curl|sh) \\S.*|\\.ci/\\w+"));
  }

  /** Returns the blocks that are fenced as sh, or indented and begin with a program. */
  private static List<String> blocks(String text) {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    String fence = null;
    for (String line : (text + "\n\nend").split("\n", -1)) {
      boolean marks = line.strip().startsWith("```");
      if (marks && fence == null) {
        fence = line.strip().substring(3);
      } else if (marks) {
        fence = null;
      }
      boolean fenced = fence != null && fence.equals("sh") && !marks;
      boolean indented = fence == null && line.startsWith("    ");
      if (fenced || (indented && (!block.isEmpty() || begins(line)))) {
        block.append(fenced ? line : line.strip()).append('\n');
      } else if (!block.isEmpty() && !(line.isBlank() && fence != null)) {
        blocks.add(block.toString());
        block.setLength(0);
      }
    }
    return blocks;
  }

  private static boolean begins(String line) {
    return line.strip()
        .matches(
            "([A-Z_]+=\\S+ )*(#|\\./mayfly|temporal|mvn|docker|tcld|curl|sh|export|git|gh)( .*)?");
  }

  private static List<Path> pages() {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "images/README.md").map(ROOT::resolve),
              docs.filter(page -> page.toString().endsWith(".md")).sorted())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> attributes() {
    return filesBelow(ROOT.resolve("workflows/src/main/java"))
        .filter(file -> file.endsWith("SearchAttributes.java"))
        .flatMap(file -> Pattern.compile("\"(Mayfly\\w+)\"").matcher(readFile(file)).results())
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> annotated(String pattern) {
    return filesBelow(ROOT.resolve("workflows/src/main/java"))
        .flatMap(file -> Pattern.compile(pattern).matcher(readFile(file)).results())
        .map(found -> found.group(1));
  }

  private static boolean shell(String word) {
    return Pattern.compile("(?m)^ *(\\S+ \\| )*" + word + "( \\| \\S+)*\\)")
        .matcher(read("mayfly"))
        .find();
  }

  /** Of the main code, and of the launcher, whose words are in quotes for this purpose. */
  private static String sources() {
    return modules()
        .flatMap(module -> filesBelow(ROOT.resolve(module).resolve("src/main")))
        .filter(file -> file.toString().endsWith(".java"))
        .map(Project::readFile)
        .collect(Collectors.joining("\n"))
        .concat("\"" + read("mayfly").replace("\"", "").replace("\n", "\"\n\"") + "\"");
  }

  private static List<String> testsLike(String pattern) {
    String name = pattern.replace("*", ".*") + "\\.java";
    return TESTS.stream().filter(file -> file.matches(name)).toList();
  }

  /** Returns what the program prints, to both streams. */
  private static String output(List<String> words, String input) throws Exception {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).as(words.toString()).isTrue();
    return said;
  }
}
