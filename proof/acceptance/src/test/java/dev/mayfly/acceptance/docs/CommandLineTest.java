package dev.mayfly.acceptance.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.local.Demo;
import dev.mayfly.local.DemoOptions;
import dev.mayfly.local.Mayfly;
import dev.mayfly.local.chaos.Chaos;
import dev.mayfly.local.stack.Directories;
import dev.mayfly.local.stack.Root;
import dev.mayfly.standin.SharedFolder;
import dev.mayfly.standin.server.StandInServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of the command line, and its complaints about others. */
class CommandLineTest {

  private static final DemoOptions DEFAULT = options(3, false, null, null, List.of(), false, null);

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  @TempDir Path directory;

  /** The demo keeps what was logged when not all went well. */
  @AfterEach
  void deleteLogs() throws IOException {
    Matcher kept = Pattern.compile("logged is in (/\\S+)").matcher(said.toString(UTF_8));
    if (kept.find()) {
      Directories.delete(Path.of(kept.group(1)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                 | unknown command",
        "frobnicate                         | unknown command: frobnicate; see ./mayfly help",
        "stand-in                           | unknown command: stand-in; see ./mayfly help",
        "stand-in gitlab                    | unknown command: stand-in gitlab; see ./mayfly help",
        "demo --jobs 0                      | --jobs takes a number from 1 to 1000, not 0",
        "demo --jobs 1001                   | --jobs takes a number from 1 to 1000, not 1001",
        "demo --jobs -1                     | --jobs takes a number from 1 to 1000, not -1",
        "demo --jobs many                   | --jobs takes a number from 1 to 1000, not many",
        "demo --jobs                        | --jobs needs a value",
        "demo --payload                     | --payload needs a value",
        "demo --frobnicate                  | not understood: --frobnicate",
        "demo --labels a,b                  | --labels goes with --payload",
        "demo --payload a.json --workflow b | --payload and --workflow exclude each other",
        "demo --payload a.json --jobs 2     | --payload and --jobs exclude each other",
        "demo --payload a.json --labels a,, | --labels takes names with commas between them, not"
            + " a,,",
        "demo --payload a.json --chaos      | --payload and --chaos exclude each other",
        "demo --payload a.json --app        | --payload and --app exclude each other",
        "demo --seed 7                      | --seed goes with --chaos",
        "demo --chaos --seed -7             | --seed takes a number of up to 18 digits, not -7",
        "demo --lost-queued 30              | --lost-queued goes with --chaos",
        "demo --chaos --lost-queued 101     | --lost-queued takes 0 to 100 percent, not 101",
        "demo --chaos --azure-devops        | --azure-devops and --chaos exclude each other",
        "demo --azure-devops --no-webhooks  | --azure-devops and --no-webhooks exclude each other",
        "demo --payload a.json --azure-devops | --payload and --azure-devops exclude each other",
        "demo --chaos --no-webhooks         | --no-webhooks and --chaos exclude each other",
        "demo --payload a.json --no-webhooks | --payload and --no-webhooks exclude each other",
        "stand-in github --dialect gitlab   | --dialect is github, gitea or azure-devops, not"
            + " gitlab",
        "stand-in github --rate-limit 0     | --rate-limit takes requests an hour, not 0",
        "demo --workflow /no/such/file.yml  | cannot read the workflow file /no/such/file.yml",
        "demo --payload /no/such/file.json  | cannot read the payload /no/such/file.json",
        "stand-in github --port             | not understood: --port",
        "stand-in github --port abc         | --port takes a number from 0 to 65535, not abc",
        "stand-in github --patience little  | --patience is github or short, not little",
        "stand-in batch --port 0            | --image is required",
        "stand-in batch --image a=b         | --port is required",
      })
  void misuseIsExplainedAndEndsWithExitCode2(String line, String complaint) throws Exception {
    int exitCode = mayfly(line.isEmpty() ? new String[0] : line.split(" ", -1));

    assertThat(complained.toString(UTF_8)).startsWith("mayfly: " + complaint);
    assertThat(exitCode).isEqualTo(2);
    assertThat(said.toString(UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no json", "[]", "{}", "{\"action\": \"completed\"}"})
  void aFileThatIsNoQueuedPayloadIsMisuse(String text) throws Exception {
    Path payload = Files.writeString(directory.resolve("payload.json"), text);

    int exitCode = mayfly("demo", "--payload", payload.toString());

    assertThat(complained.toString(UTF_8)).startsWith("mayfly: ").contains(payload.toString());
    assertThat(exitCode).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no workflow", "jobs: {}", "jobs: {a: {steps: []}}", "\"", ""})
  void aFileThatIsNoWorkflowIsMisuse(String text) throws Exception {
    Path workflow = Files.writeString(directory.resolve("workflow.yml"), text);

    int exitCode = mayfly("demo", "--workflow", workflow.toString());

    assertThat(complained.toString(UTF_8)).startsWith("mayfly: ").contains(workflow.toString());
    assertThat(exitCode).isEqualTo(2);
    assertThat(said.toString(UTF_8)).as("nothing was started").isEmpty();
  }

  @Tag("server")
  @Test
  void aPortThatIsTakenIsSaidInOneLine() throws Exception {
    try (StandInServer other =
        StandInServer.start(0, new org.glassfish.jersey.server.ResourceConfig())) {
      String port = String.valueOf(other.url().getPort());

      assertThat(mayfly("stand-in", "github", "--port", port)).isEqualTo(2);
      assertThat(mayfly("stand-in", "batch", "--port", port, "--image", "a=b")).isEqualTo(2);

      assertThat(complained.toString(UTF_8).lines())
          .hasSize(2)
          .allSatisfy(
              line -> assertThat(line).startsWith("mayfly: cannot listen at 127.0.0.1:" + port));
    }
  }

  @Tag("server")
  @Test
  void aRecordedJobThatNoPoolServesIsToldHowToAskForOne() throws Exception {
    Path payload = SharedFolder.findOrSkip("github/webhooks/workflow_job.queued.payload.json");

    boolean good = demo("--payload", payload.toString());

    assertThat(said.toString(UTF_8))
        .contains(
            "gets no runner",
            "no pool serves a job with the labels [ubuntu-latest]",
            "--labels self-hosted,ubuntu-latest",
            "nothing is left");
    assertThat(good).isFalse();
  }

  @Tag("server")
  @Test
  void aJobOfAnEditedFileThatNoPoolServesDoesNotKeepTheOthersWaiting() throws Exception {
    Path workflow =
        Files.writeString(
            directory.resolve("workflow.yml"),
            """
            jobs:
              hosted: {runs-on: ubuntu-latest, steps: [{run: 'true'}]}
              ours: {runs-on: [self-hosted, ubuntu-latest], steps: [{run: 'true'}]}
            """);

    boolean good = demo("--workflow", workflow.toString(), "--jobs", "2");

    assertThat(said.toString(UTF_8))
        .contains("job hosted gets no runner", "change runs-on", "ours (success)", "Completed");
    assertThat(good).isFalse();
  }

  @Test
  void theOptionsOfTheDemoAreWhatTheWordsSay() {
    Path file = Path.of("f");

    assertThat(parse("")).isEqualTo(DEFAULT);
    assertThat(parse("--keep")).isEqualTo(options(3, true, null, null, List.of(), false, null));
    assertThat(parse("--jobs 1")).isEqualTo(options(1, false, null, null, List.of(), false, null));
    assertThat(parse("--jobs 1000 --keep"))
        .isEqualTo(options(1000, true, null, null, List.of(), false, null));
    assertThat(parse("--workflow f"))
        .isEqualTo(options(3, false, file, null, List.of(), false, null));
    assertThat(parse("--payload f"))
        .isEqualTo(options(1, false, null, file, List.of(), false, null));
    assertThat(parse("--chaos")).isEqualTo(options(3, false, null, null, List.of(), true, null));
    assertThat(parse("--seed 7 --chaos --jobs 200"))
        .isEqualTo(options(200, false, null, null, List.of(), true, 7L));
    assertThat(parse("--labels a,b --payload f"))
        .isEqualTo(options(1, false, null, file, List.of("a", "b"), false, null));
    assertThat(parse("--chaos --lost-queued 30").lostQueued()).isEqualTo(30);
    assertThat(parse("--no-webhooks --jobs 20"))
        .isEqualTo(
            new DemoOptions(
                20,
                false,
                null,
                null,
                List.of(),
                false,
                null,
                Chaos.LOST_WITHOUT_TRACE,
                false,
                false,
                false));
    assertThat(parse("--app").app()).isTrue();
    assertThat(parse("--azure-devops").azureDevOps()).isTrue();
    assertThatThrownBy(() -> parse("--workflow")).hasMessageContaining("usage: ./mayfly demo");
  }

  @Tag("server")
  @Test
  void theHelpListsEveryCommand() throws Exception {
    Path script = Root.find().resolve("mayfly");
    Process help =
        new ProcessBuilder("sh", script.toString(), "help").redirectErrorStream(true).start();

    assertThat(new String(help.getInputStream().readAllBytes(), UTF_8))
        .contains("./mayfly demo", "--chaos", "./mayfly gateway FILE", "./mayfly worker FILE")
        .contains("./mayfly gateway check FILE", "./mayfly worker check FILE")
        .contains("stand-in github", "stand-in batch", "stand-in runner");
    assertThat(help.waitFor()).isZero();
  }

  private int mayfly(String... words) throws Exception {
    return Mayfly.run(
        List.of(words),
        new PrintStream(said, true, UTF_8),
        new PrintStream(complained, true, UTF_8));
  }

  private boolean demo(String... words) throws Exception {
    return new Demo(DemoOptions.parse(List.of(words)), Map.of(), new PrintStream(said, true, UTF_8))
        .run();
  }

  private static DemoOptions parse(String line) {
    return DemoOptions.parse(
        Arrays.stream(line.split(" ", -1)).filter(word -> !word.isEmpty()).toList());
  }

  /** Returns options, all others by default. */
  private static DemoOptions options(
      int jobs,
      boolean keep,
      @Nullable Path workflow,
      @Nullable Path payload,
      List<String> labels,
      boolean chaos,
      @Nullable Long seed) {
    return new DemoOptions(
        jobs,
        keep,
        workflow,
        payload,
        labels,
        chaos,
        seed,
        Chaos.LOST_WITHOUT_TRACE,
        true,
        false,
        false);
  }
}
