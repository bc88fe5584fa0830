package dev.mayfly.acceptance.architecture;

import static dev.mayfly.acceptance.architecture.Code.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.mayfly.acceptance.architecture.ArchitecturePage.NamedClass;
import dev.mayfly.acceptance.architecture.ArchitecturePage.Room;
import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls between the rooms are those of docs/architecture.md, and the page says no more. */
@AnalyzeClasses(packages = "dev.mayfly", importOptions = Code.Main.class)
class ArchitecturePageTest {

  private static final String PREFIX = "dev.mayfly.";

  @ArchTest
  static void noRoomKnowsMoreThanThePageSays(JavaClasses classes) throws IOException {
    Map<String, Room> rooms = ArchitecturePage.read(ROOT).rooms();

    assertThat(classes.stream().flatMap(user -> strangers(user, rooms).stream())).isEmpty();
  }

  @ArchTest
  static void noRoomKnowsLessThanThePageSays(JavaClasses classes) throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    classes.forEach(
        user ->
            known(user)
                .forEach(
                    used ->
                        found
                            .computeIfAbsent(room(user), none -> new TreeSet<>())
                            .add(room(used))));

    for (Room room : ArchitecturePage.read(ROOT).rooms().values()) {
      assertThat(found.getOrDefault(room.name(), Set.of()))
          .as("the rooms that %s knows; docs/architecture.md says more", room.name())
          .containsAll(room.knows());
    }
  }

  @ArchTest
  static void eachNamedClassIsThere(JavaClasses classes) throws IOException {
    for (NamedClass named : ArchitecturePage.read(ROOT).classes()) {
      assertThat(classes.contain(PREFIX + named.name())).as(named.name()).isTrue();
      if (!named.method().isEmpty()) {
        assertThat(classes.get(PREFIX + named.name()).getMethods())
            .as(named.name())
            .anyMatch(method -> method.getName().equals(named.method()));
      }
    }
  }

  @Test
  void eachRoomIsOnThePageWithTheSentenceOfItsPackageInfo() throws IOException {
    Map<String, String> sentences = new TreeMap<>();
    Code.packages()
        .forEach(
            folder -> sentences.put(room(folder), sentence(folder.resolve("package-info.java"))));

    assertThat(ArchitecturePage.read(ROOT).rooms().values())
        .extracting(Room::name, Room::holds)
        .containsExactlyInAnyOrderElementsOf(
            sentences.entrySet().stream()
                .map(room -> tuple(room.getKey(), room.getValue()))
                .toList());
  }

  @Test
  void theDiagramOfARunnersStatesHasEveryPhaseAndEveryEnd() throws IOException {
    ArchitecturePage page = ArchitecturePage.read(ROOT);

    assertThat(page.diagram("A runner's states", "\\b[A-Z]+(?:_[A-Z]+)*\\b"))
        .isEqualTo(names(Arrays.stream(Phase.values()).map(Phase::name)));
    assertThat(page.diagram("A runner's states", "\\b[A-Z][a-z]+(?:[A-Z][a-z]+)*\\b"))
        .isEqualTo(
            names(Arrays.stream(End.class.getPermittedSubclasses()).map(Class::getSimpleName)));
  }

  private static Set<String> names(Stream<String> names) {
    return names.collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> strangers(JavaClass user, Map<String, Room> rooms) {
    Room room = rooms.getOrDefault(room(user), new Room(room(user), "not on the page", Set.of()));
    return known(user)
        .filter(used -> !room.knows().contains(room(used)))
        .map(used -> room.refuses(user.getName(), used.getName(), room(used), rooms))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<JavaClass> known(JavaClass user) {
    return user.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filter(used -> used.getPackageName().startsWith(PREFIX))
        .filter(used -> !used.getPackageName().equals(user.getPackageName()));
  }

  private static String room(JavaClass of) {
    return of.getPackageName().substring(PREFIX.length());
  }

  private static String room(Path folder) {
    String file = folder.toString();
    return file.substring(file.indexOf("/dev/mayfly/") + 12).replace('/', '.');
  }

  private static String sentence(Path packageInfo) {
    try {
      Matcher text =
          Pattern.compile("(?s)\\A/\\*\\*(.*?)\\*/").matcher(Files.readString(packageInfo));
      return text.find() ? text.group(1).replaceAll("\\s*\\n \\* ?", " ").strip() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
