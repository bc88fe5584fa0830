package dev.mayfly.acceptance.docs;

import static dev.mayfly.acceptance.docs.Project.ROOT;
import static dev.mayfly.acceptance.docs.Project.filesBelow;
import static dev.mayfly.acceptance.docs.Project.modules;
import static dev.mayfly.acceptance.docs.Project.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of {@code docs/what-we-rely-on.md} are those that code and stand-ins cite. */
class ReliedRulesTest {

  private static final String ID =
      "(?:gh|gitea|azdo|batch|docker|temporal|aca|azure|proxy)(?:-[a-z0-9]+)+";
  // Whatever a formatter makes of a line that is too long.
  private static final Pattern CITED = Pattern.compile("\\bRule[\\s*/#]+(" + ID + ")");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|(.*)\\|$");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|\\.py))`");
  private static final Path STUB = ROOT.resolve("images/linux/stub");
  private static final String NOTHING = "–";

  private final List<Rule> rules =
      ROW.matcher(read("docs/what-we-rely-on.md")).results().map(Rule::of).toList();

  private record Rule(String id, String says, String source, String standIn, String tests) {

    static Rule of(MatchResult row) {
      List<String> cells = Arrays.stream(row.group(2).split("\\|", -1)).map(String::strip).toList();
      assertThat(cells).as(row.group(1)).hasSize(4).doesNotContain("");
      return new Rule(row.group(1), cells.get(0), cells.get(1), cells.get(2), cells.get(3));
    }
  }

  @Test
  void everyRuleIsCitedInCodeAndNoOther() {
    List<String> ids = rules.stream().map(Rule::id).toList();

    assertThat(ids).hasSizeGreaterThan(70).doesNotHaveDuplicates().allMatch(id -> id.matches(ID));
    assertThat(cited(Stream.concat(product(), standIns())))
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void thePageSaysOfExactlyThoseThatAStandInCitesWhatItDoes() {
    assertThat(cited(standIns()))
        .containsExactlyInAnyOrderElementsOf(
            rules.stream().filter(it -> !it.standIn().equals(NOTHING)).map(Rule::id).toList());
  }

  @Test
  void whatIsGuessedOfAzureIsNamedWhereItsGuessesAre() {
    String azure = read("docs/azure.md");
    String guesses = azure.substring(azure.indexOf("## What is a guess"));

    assertThat(rules)
        .filteredOn(rule -> rule.id().matches("(?:batch|azure|aca|docker)-.*"))
        .filteredOn(rule -> rule.source().contains("guess"))
        .hasSizeGreaterThan(5)
        .allSatisfy(rule -> assertThat(guesses).contains("`" + rule.id() + "`"));
  }

  @Test
  void everyTestExists() {
    Set<String> tests =
        Stream.concat(sources("src/test"), filesBelow(ROOT.resolve("arm/checks/tests")))
            .map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
            .collect(Collectors.toSet());

    assertThat(rules)
        .allSatisfy(
            rule -> {
              List<String> named =
                  TEST.matcher(rule.tests()).results().map(found -> found.group(1)).toList();
              assertThat(named.isEmpty()).isEqualTo(rule.tests().equals("none"));
              assertThat(tests).containsAll(named);
            });
  }

  private static Stream<Path> product() {
    return Stream.concat(
        sources("src/main").filter(file -> !file.startsWith(ROOT.resolve("proof"))),
        Stream.of("arm/checks/armchecks", "arm/checks/tests", "images", "temporal")
            .flatMap(folder -> filesBelow(ROOT.resolve(folder)))
            .filter(file -> file.toString().matches(".*(\\.py|\\.sh|\\.ps1|Dockerfile)"))
            .filter(file -> !file.startsWith(STUB)));
  }

  /** The stub of a runner's package and the recorder of {@code az} among them. */
  private static Stream<Path> standIns() {
    return Stream.of(
            filesBelow(ROOT.resolve("proof/stand-ins/src/main")),
            filesBelow(ROOT.resolve("proof/autoscale/src/main")),
            filesBelow(ROOT.resolve("proof/acceptance/src/test/resources/images")),
            filesBelow(STUB),
            Stream.of(ROOT.resolve("arm/checks/tests/subscription.py")))
        .flatMap(files -> files);
  }

  private static Stream<Path> sources(String kind) {
    return modules()
        .flatMap(module -> filesBelow(ROOT.resolve(module).resolve(kind)))
        .filter(file -> file.toString().endsWith(".java"));
  }

  private static Set<String> cited(Stream<Path> files) {
    return files
        .filter(Files::isReadable)
        .map(Project::readFile)
        .flatMap(text -> CITED.matcher(text).results())
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
