package dev.mayfly.acceptance.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.Demo;
import dev.mayfly.local.DemoCommand;
import dev.mayfly.local.Mayfly;
import dev.mayfly.local.stack.Directories;
import dev.mayfly.local.stack.Root;
import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.SharedFolder;
import dev.mayfly.standin.server.StandInServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of the command line, and its complaints about others. */
class CommandLineTest {

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
        "frobnicate                         | unknown command: frobnicate",
        "dmo                                | unknown command: dmo",
        "nonesuch --help                    | unknown command: nonesuch",
        "stand-in                           | Missing required subcommand",
        "pool                               | Missing required subcommand",
        "cancel 7                           | Missing required option: '--reason=WHY'",
        "cancel 7 --reason why              | nobody can be asked here: add --yes to cancel job 7",
        "extend 7 --reason why --yes        | Missing required option: '--by=DURATION'",
        "jobs --limit 0                     | --limit takes a number from 1 to 1000, not 0",
        "jobs --waiting --all               | --waiting and --all exclude each other",
        "top --console ftp://a              | not a console's address",
        "stand-in gitlab                    | unknown command: gitlab",
        "worker swep worker.yml             | unknown command: swep",
        "gateway                            | FILE is missing",
        "doctor                             | Missing required parameter: 'FILE'",
        "doctor /no/such.yml                | cannot read the configuration /no/such.yml",
        "codec check                        | Missing required parameter: 'FILE'",
        "fuzz --minutes 0                   | --minutes takes a number from 1 to 100000, not 0",
        "crash-matrix --victims forge       | Invalid value for option '--victims' (A,B)",
        "demo --jobs 0                      | --jobs takes a number from 1 to 1000, not 0",
        "demo --jobs 1001                   | --jobs takes a number from 1 to 1000, not 1001",
        "demo --jobs -1                     | --jobs takes a number from 1 to 1000, not -1",
        "demo --jobs many                   | --jobs takes a number from 1 to 1000, not many",
        "demo --jobs                        | Missing required parameter for option '--jobs'"
            + " (1..1000)",
        "demo --payload                     | Missing required parameter for option '--payload'"
            + " (<payload>)",
        "trial                              | Missing required option: '--repository=OWNER/NAME'",
        "demo --frobnicate                  | Unknown option: '--frobnicate'",
        "demo --labels a,b                  | --labels goes with --payload",
        "demo --payload a.json --workflow b | --payload and --workflow exclude each other",
        "demo --payload a.json --jobs 2     | --payload and --jobs exclude each other",
        "demo --payload a.json --labels a,, | --labels takes names with commas between them, not"
            + " a,,",
        "demo --payload a.json --chaos      | --payload and --chaos exclude each other",
        "demo --payload a.json --app        | --payload and --app exclude each other",
        "demo --seed 7                      | --seed goes with --chaos",
        "demo --chaos --seed -7             | --seed takes a number from 0 to 999999999999999999,"
            + " not -7",
        "demo --lost-queued 30              | --lost-queued goes with --chaos",
        "demo --chaos --lost-queued 101     | --lost-queued takes a number from 0 to 100, not 101",
        "demo --chaos --azure-devops        | --azure-devops and --chaos exclude each other",
        "demo --azure-devops --no-webhooks  | --azure-devops and --no-webhooks exclude each other",
        "demo --payload a.json --azure-devops | --payload and --azure-devops exclude each other",
        "demo --chaos --no-webhooks         | --no-webhooks and --chaos exclude each other",
        "demo --payload a.json --no-webhooks | --payload and --no-webhooks exclude each other",
        "demo --clean --jobs 2              | --clean goes alone",
        "demo --engine podman               | Invalid value for option '--engine': expected one"
            + " of [PROCESS, DOCKER] (case-insensitive) but was 'podman'",
        "stand-in batch --port 0 --image a=b --uid -1 | --uid takes a number from 0 to 65533, not"
            + " -1",
        "stand-in github --dialect gitlab   | Invalid value for option '--dialect': expected one"
            + " of [GITHUB, GITEA, AZURE_DEVOPS, azure-devops] (case-insensitive) but was 'gitlab'",
        "stand-in github --rate-limit 0     | --rate-limit takes a number from 1 to 999999999, not"
            + " 0",
        "demo --workflow /no/such/file.yml  | cannot read the workflow file /no/such/file.yml",
        "demo --payload /no/such/file.json  | cannot read the payload /no/such/file.json",
        "stand-in github --port             | Missing required parameter for option '--port'"
            + " (0..65535)",
        "stand-in github --port abc         | --port takes a number from 0 to 65535, not abc",
        "stand-in github --port 65536       | --port takes a number from 0 to 65535, not 65536",
        "stand-in github --patience little  | Invalid value for option '--patience': expected"
            + " one of [GITHUB, SHORT] (case-insensitive) but was 'little'",
        "stand-in batch --port 0            | Missing required option: '--image=NAME=COMMAND'",
        "stand-in batch --image a=b         | Missing required option: '--port=0..65535'",
      })
  void misuseIsExplainedAndEndsWithExitCode2(String line, String complaint) throws Exception {
    int exitCode = mayfly(line.split(" ", -1));

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--help          | demo,trial,explain,cost,doctor,jobs,job,open,top,pools,pool,cancel,reprovision,extend,quarantine,release,gateway,worker,serve,console,codec,stand-in,crash-matrix,fuzz,completion",
        "demo --help     | ./mayfly demo,--chaos,--jobs=1..1000,Default: 3",
        "trial --help    | ./mayfly trial,--repository=OWNER/NAME,GITHUB_TOKEN",
        "explain --help  | ./mayfly explain,JOB,--output=text|json,Exit codes",
        "cost --help     | ./mayfly cost,JOB,--prices=FILE,--by=repository|workflow|pool|job,--temporal",
        "doctor --help   | ./mayfly doctor,FILE,--live,--output=text|json,Exit codes",
        "jobs --help     | ./mayfly jobs,--repo=OWNER/NAME,--limit=1..1000,--console=URL,Exit codes",
        "pool --help     | ./mayfly pool,pause,resume",
        "cancel --help   | ./mayfly cancel,JOB,--reason=WHY,--force,--yes,Exit codes",
        "gateway --help  | ./mayfly gateway,FILE,check",
        "worker --help   | ./mayfly worker,FILE,check,hand-back,take-over,sweep",
        "worker check -h | ./mayfly worker check,FILE",
        "serve --help    | ./mayfly serve,FILE,check,hand-back,take-over,sweep",
        "console --help  | ./mayfly console,FILE,check",
        "codec --help    | ./mayfly codec,FILE,check",
        "stand-in --help | github,batch,runner",
        "--version       | Mayfly",
      })
  void helpListsEveryCommandAndOption(String line, String words) {
    assertThat(mayfly(line.split(" ", -1))).isZero();

    assertThat(said.toString(UTF_8)).contains(words.split(",", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dmo                   | demo",
        "demo --job 3          | --jobs",
        "worker swep x.yml     | worker sweep",
        "stand-in btach        | stand-in batch",
      })
  void aMisspeltWordIsToldWhatWasMeant(String line, String meant) {
    assertThat(mayfly(line.split(" ", -1))).isEqualTo(2);

    assertThat(complained.toString(UTF_8)).contains(meant, "see ./mayfly");
  }

  @Tag("server")
  @Test
  void theCompletionKnowsOptionsOfEveryCommand() throws Exception {
    Process completion =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                fewJars(),
                Mayfly.class.getName(),
                "completion")
            .redirectErrorStream(true)
            .start();

    assertThat(new String(completion.getInputStream().readAllBytes(), UTF_8))
        .contains(
            "--lost-queued", "hand-back", "--rate-limit", "--victims", "--minutes", "--cursor");
    assertThat(completion.waitFor()).isZero();
  }

  /** Returns as much of this class path as the script has for help and completion. */
  private static String fewJars() throws Exception {
    String script = Files.readString(Root.find().resolve("mayfly"));
    String few =
        Stream.concat(
                words(script, "explain\\(\\) \\{\\s+find_classes (.*)")
                    .map(module -> ".*/" + module + "/target/(classes|mayfly-[^/]*jar)"),
                words(script, "for each in (picocli .*); do")
                    .map(library -> ".*/" + library + "-[0-9][^/]*jar"))
            .collect(Collectors.joining("|"));
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.matches(few))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Stream<String> words(String script, String line) {
    return Pattern.compile(line)
        .matcher(script)
        .results()
        .flatMap(found -> Arrays.stream(found.group(1).split(" ", -1)));
  }

  @Test
  void theScriptStartsClassesThatThereAre() throws Exception {
    Path root = Root.find();
    List<MatchResult> started =
        Pattern.compile("(?m)^ *start(?:_service \\S+)? (\\S+) (dev\\.\\S+)")
            .matcher(Files.readString(root.resolve("mayfly")))
            .results()
            .toList();

    assertThat(started)
        .hasSize(10)
        .allSatisfy(
            found ->
                assertThat(root.resolve(found.group(1)).resolve("src/main/java"))
                    .isDirectoryRecursivelyContaining(
                        "glob:**/" + found.group(2).replace('.', '/') + ".java"));
  }

  private int mayfly(String... words) {
    return Mayfly.run(
        List.of(words),
        new PrintStream(said, true, UTF_8),
        new PrintStream(complained, true, UTF_8));
  }

  private boolean demo(String... words) throws Exception {
    return new Demo(
            Commands.parse(new DemoCommand(), words), Map.of(), new PrintStream(said, true, UTF_8))
        .run();
  }
}
