package dev.mayfly.local;

import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.Deadlines;
import dev.mayfly.workflows.End;
import dev.mayfly.workflows.Fleet;
import dev.mayfly.workflows.Forge;
import dev.mayfly.workflows.Outcome;
import dev.mayfly.workflows.Phase;
import dev.mayfly.workflows.Pool;
import dev.mayfly.workflows.Scope;
import dev.mayfly.workflows.SearchAttributes;
import io.temporal.common.SearchAttributeKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README says all that the classes have, and nothing else. */
class ReadmeTest {

  private static final Path ROOT =
      Path.of(requireNonNullElse(System.getProperty("mayfly.root"), ".."));

  private final String readme = read("README.md");

  @Test
  void everyKeyOfTheCommonFileHasARow() {
    List<String> keys =
        Stream.of(
                keys("", Fleet.class),
                keys("forges.<forge>.", Forge.class),
                keys("forges.<forge>.scopes[].", Scope.class),
                keys("pools[].", Pool.class),
                keys("pools[].deadlines.", Deadlines.class))
            .flatMap(key -> key)
            .map(key -> key.replaceAll("(^pools|scopes)$", "$1[]"))
            .map(key -> key.equals("forges") ? "forges.<forge>" : key)
            .filter(key -> !List.of("pools[].deadlines").contains(key))
            .toList();

    assertThat(firstColumn("### The common file")).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void everyOutcomeIsExplained() {
    assertThat(firstColumn("### What became of the job"))
        .containsExactlyElementsOf(names(Outcome.class.getPermittedSubclasses()));
  }

  @Test
  void everyEndIsExplained() {
    assertThat(firstColumn("### How a runner ended"))
        .containsExactlyElementsOf(names(End.class.getPermittedSubclasses()));
  }

  @Test
  void everyPhaseIsNamed() {
    assertThat(Phase.values())
        .allSatisfy(phase -> assertThat(section("### Ask")).contains("`" + phase + "`"));
  }

  @Test
  void everySearchAttributeIsExplained() {
    assertThat(firstColumn("### Find"))
        .containsExactlyElementsOf(
            SearchAttributes.ALL.stream().map(SearchAttributeKey::getName).toList());
  }

  @Test
  void everyLinkLeadsToAFile() {
    Pattern link = Pattern.compile("\\]\\(([^)#:]+)\\)");

    assertThat(Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"))
        .allSatisfy(
            page ->
                assertThat(link.matcher(read(page)).results().map(found -> found.group(1)))
                    .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists()));
  }

  @Test
  void ciRunsTheTestCommandOfTheReadme() {
    assertThat(section("## Two commands")).contains("\n    mvn verify ");
    assertThat(read(".ci/run")).contains("\nmvn verify || status=$?\n");
  }

  private String section(String heading) {
    int start = readme.indexOf("\n" + heading);
    assertThat(start).as(heading).isPositive();
    int end = readme.indexOf("\n##", start + heading.length());
    return readme.substring(start, end < 0 ? readme.length() : end);
  }

  /** What stands in backquotes first in every row of the section's table. */
  private List<String> firstColumn(String heading) {
    return section(heading)
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .toList();
  }

  private static Stream<String> keys(String prefix, Class<? extends Record> section) {
    return Arrays.stream(section.getRecordComponents())
        .map(RecordComponent::getName)
        .map(name -> prefix + name);
  }

  private static List<String> names(Class<?>[] types) {
    return Arrays.stream(types).map(Class::getSimpleName).toList();
  }

  private static String read(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
