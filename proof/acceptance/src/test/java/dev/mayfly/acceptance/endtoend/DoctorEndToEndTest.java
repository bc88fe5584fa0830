package dev.mayfly.acceptance.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.acceptance.endtoend.SeededFaults.Edit;
import dev.mayfly.acceptance.endtoend.SeededFaults.Fault;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.serve.doctor.Doctor;
import dev.mayfly.serve.doctor.DoctorCommand;
import dev.mayfly.service.doctor.Finding;
import dev.mayfly.service.doctor.Finding.Level;
import dev.mayfly.service.doctor.Question;
import dev.mayfly.standin.batch.BatchStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ./mayfly doctor} and a whole Mayfly in which one thing at a time is wrong. */
@Execution(ExecutionMode.SAME_THREAD)
@Tag("server")
class DoctorEndToEndTest {

  private static final Duration SLOWEST = Duration.ofSeconds(10);

  @RegisterExtension static final Stack STACK = new Stack();

  private static SeededFaults faults;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    STACK.start(
        Stack.onRealTemporal()
            .withRedelivery()
            .withSweepEvery(Duration.ofHours(1))
            .withBatch(
                new BatchStandIn.Settings(
                    Set.of("ubuntu", "ubuntu22", "windows"),
                    1,
                    4,
                    Duration.ofMillis(50),
                    Duration.ofMillis(100))));
    Plants plants = STACK.open(new Plants(STACK));
    plants.retain(7);
    faults = new SeededFaults(plants);
    STACK.until(
        "it is healthy", () -> bad(examine(files(STACK.folder()), Duration.ZERO, false)).isEmpty());
  }

  private static List<String> files(Path folder) {
    return Stream.of("gateway.yml", "worker.yml").map(it -> folder.resolve(it).toString()).toList();
  }

  private static Map<Question, Finding> examine(List<String> files, Duration ahead, boolean live) {
    long begun = System.nanoTime();
    Map<Question, Finding> found =
        new Doctor(System.getenv(), InstantSource.offset(InstantSource.system(), ahead), live)
            .examine(files);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SLOWEST);
    return found;
  }

  private static Set<Question> bad(Map<Question, Finding> found) {
    return having(found, EnumSet.of(Level.WARNING, Level.FAULT));
  }

  private static Set<Question> having(Map<Question, Finding> found, Set<Level> levels) {
    return found.entrySet().stream()
        .filter(it -> levels.contains(it.getValue().level()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /**
   * Copies the stack's files and changes some; a folder of its own is what they are relative to.
   */
  private List<String> edited(List<Edit> edits) throws IOException {
    if (edits.isEmpty()) {
      return files(STACK.folder());
    }
    try (Stream<Path> all = Files.list(STACK.folder())) {
      for (Path file :
          all.filter(it -> it.toString().matches(".*(yml|key|token|secret)")).toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    for (Edit edit : edits) {
      Path file = directory.resolve(edit.file());
      String text = Files.readString(file);
      String changed = text.replaceFirst(edit.before(), edit.after());
      assertThat(changed).isNotEqualTo(text);
      Files.writeString(file, changed);
    }
    return files(directory);
  }

  @Test
  void ofAHealthyInstallationEverythingIsRight() {
    Map<Question, Finding> found = examine(files(STACK.folder()), Duration.ZERO, true);

    assertThat(found)
        .containsOnlyKeys(Question.values())
        .allSatisfy((question, it) -> assertThat(it.level()).as(it.says()).isEqualTo(Level.OK));
  }

  @ParameterizedTest
  @EnumSource(Question.class)
  void aFaultTurnsItsLineAlone(Question question) throws Exception {
    Fault fault = faults.of(question);
    List<String> files = edited(fault.edits());
    List<Map<Question, Finding>> found = new ArrayList<>();

    Runnable heal = fault.plant().plant();
    try {
      STACK.until(
          question + " alone has turned",
          () -> {
            found.add(examine(files, fault.ahead(), question.isLive()));
            return bad(found.get(found.size() - 1)).equals(Set.of(question)) || found.size() == 9;
          });
    } finally {
      heal.run();
    }

    Map<Question, Finding> last = found.get(found.size() - 1);
    assertThat(bad(last)).as(last.toString()).containsExactly(question);
    Finding turned = requireNonNull(last.get(question));
    assertThat(turned.level()).isEqualTo(fault.level());
    assertThat(turned.fixes().toString() + turned.says()).contains(fault.setting());
    assertThat(having(last, EnumSet.of(Level.SKIPPED)))
        .allSatisfy(it -> assertThat(needs(it)).as(it.title()).contains(question));
  }

  /** Returns all that is asked before a question. */
  private static Set<Question> needs(Question question) {
    Set<Question> all = EnumSet.noneOf(Question.class);
    for (Question before : question.needs()) {
      all.add(before);
      all.addAll(needs(before));
    }
    return all;
  }

  private static CommandResult doctor(List<String> files, String... options) {
    List<String> words = new ArrayList<>(List.of("doctor"));
    words.addAll(List.of(options));
    words.addAll(files);
    return CommandResult.of(new DoctorCommand(), words);
  }

  @Test
  void theCommandSaysALineForEachCheckAndWhatItWillDo() throws Exception {
    CommandResult said = doctor(files(STACK.folder()), "--live");

    assertThat(said.exitCode()).as(said.out()).isZero();
    assertThat(said.out())
        .startsWith("Local\n  ✓ configuration      2 file(s) are valid\n")
        .endsWith("✓ " + Question.values().length + "  · 0  ! 0  ✗ 0\n")
        .doesNotContain("\u001b");
    assertThat(said.err()).startsWith("--live: each webhook sends a ping");
    CommandResult withoutLive = doctor(files(STACK.folder()), "-o", "json");
    JsonNode json = new ObjectMapper().readTree(withoutLive.out());
    assertThat(json.path("checks")).hasSize(Question.values().length - 2);
    assertThat(json.path("faults").asInt()).isZero();
    assertThat(withoutLive.err()).isEmpty();
  }

  @Test
  void aFaultEndsItWithOneAndMisuseWithTwo() throws Exception {
    CommandResult faulty = doctor(edited(faults.of(Question.CONFIGURATION).edits()));

    assertThat(faulty.exitCode()).isEqualTo(1);
    assertThat(faulty.out()).contains("  ✗ configuration", "      → ", "· Temporal");
    assertThat(doctor(List.of("/no/such/file.yml")))
        .satisfies(
            it -> assertThat(it.exitCode()).isEqualTo(2),
            it -> assertThat(it.err()).contains("cannot read the configuration /no/such/file.yml"));
  }
}
