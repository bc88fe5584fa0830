package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.images.Container.End;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promises of {@code images/README.md} about the Linux entrypoint, with a stub in the place of
 * GitHub's runner. Every test is also a method that a broken entrypoint can be tried with.
 */
@SuppressWarnings("NullAway.Init") // prepare() sets them
@Tag("server")
abstract class EntrypointContract {

  static final String HOME = "home-";
  private static final String LABELS = "self-hosted,linux,ubuntu-24.04";

  @TempDir Path folder;

  private final Isolation isolation;
  private final Path entrypoint;
  private final Duration longest;
  private final String user;
  private final List<Container> started = new ArrayList<>();
  private int homes;

  StubGitHub gitHub;

  /**
   * @param longest how long one container may take; then it is killed.
   * @param user the id of the user that it is started as.
   */
  EntrypointContract(Isolation isolation, Path entrypoint, Duration longest, String user) {
    this.isolation = isolation;
    this.entrypoint = entrypoint;
    this.longest = longest;
    this.user = user;
  }

  @BeforeEach
  final void prepare() throws Exception {
    isolation.findOrSkip();
    gitHub = new StubGitHub(folder.resolve("github"));
  }

  @AfterEach
  final void stop() throws Exception {
    started.forEach(Container::close);
    isolation.handBack(folder);
    if (gitHub != null) {
      gitHub.close();
    }
  }

  @Test
  void aRunnerThatRanItsJobIsDoneAndNothingIsLeft() throws Exception {
    gitHub.order("job build");

    End end = start().end();

    assertThat(end.output()).contains("done: the runner ran a job (exit code 0)");
    assertThat(end.exitCode()).isZero();
    assertThat(gitHub.runners()).isEmpty();
    assertThat(gitHub.removed()).containsExactly("ephemeral runner-1");
  }

  @Test
  void theRunnersOwnLogIsInTheOutputAndReadsAsItsSentencesDo() throws Exception {
    Map<String, String> environment = environment();
    environment.put("ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT", "1");
    gitHub.order("job the runner registration has been deleted from the server");

    End end = start(environment).end();

    assertThat(end.exitCode()).as(end.output()).isZero();
    assertThat(end.output()).contains("[RUNNER ").doesNotContain(gitHub.token);
  }

  @Test
  void itRegistersAsEphemeralWithExactlyWhatItIsGiven() throws Exception {
    Map<String, String> environment = environment();
    environment.put("ActionsRunner_LABELS", "a b,$(touch pwned);*,--replace");
    environment.put("ActionsRunner_POOL", "group one");
    environment.put("ActionsRunner_WORK", "/work folder");

    start(environment).awaitLine("Listening for Jobs");

    assertThat(gitHub.registered("runner-1", "labels")).isEqualTo("a b,$(touch pwned);*,--replace");
    assertThat(gitHub.registered("runner-1", "runnergroup")).isEqualTo("group one");
    assertThat(gitHub.registered("runner-1", "work")).isEqualTo("/work folder");
    assertThat(gitHub.registered("runner-1", "url")).isEqualTo("https://github.example/acme");
    assertThat(gitHub.registered("runner-1", "arguments").split(" "))
        .containsExactlyInAnyOrder(
            "--unattended", "--ephemeral", "--no-default-labels", "--disableupdate");
  }

  @Test
  void theRunnersOwnNamesOfTheVariablesWorkToo() throws Exception {
    Map<String, String> environment = basics();
    environment.put("ACTIONS_RUNNER_INPUT_URL", "https://github.example/acme/app");
    environment.put("ACTIONS_RUNNER_INPUT_TOKEN", gitHub.token);
    environment.put("ACTIONS_RUNNER_INPUT_NAME", "other");
    environment.put("ACTIONS_RUNNER_INPUT_LABELS", LABELS);
    environment.put("ACTIONS_RUNNER_INPUT_RUNNERGROUP", "group");

    start(environment).awaitLine("Listening for Jobs");

    assertThat(gitHub.registered("other", "url")).isEqualTo("https://github.example/acme/app");
    assertThat(gitHub.registered("other", "labels")).isEqualTo(LABELS);
    assertThat(gitHub.registered("other", "runnergroup")).isEqualTo("group");
  }

  @Test
  void aRunnerThatGotNoJobSaysSo() throws Exception {
    gitHub.order("exit 0");

    endsUnregistered(4);
  }

  private void endsUnregistered(int exitCode) throws Exception {
    End end = start().end();

    assertThat(end.exitCode()).as(end.output()).isEqualTo(exitCode);
    assertThat(gitHub.runners()).isEmpty();
  }

  @Test
  void aRegistrationThatIsTakenAwayBeforeAJobCameIsNoJobTaken() throws Exception {
    gitHub.order("vanish");

    assertThat(start().end().exitCode()).isEqualTo(4);
  }

  @Test
  void aTokenThatIsRefusedIsNotPrintedWithTheRefusal() throws Exception {
    Map<String, String> environment = environment();
    environment.put("ActionsRunner_TOKEN", "EXPIRED0TOKEN");

    End end = start(environment).end();

    assertThat(end.exitCode()).as(end.output()).isEqualTo(3);
    assertThat(end.output())
        .contains("404 (Not Found). token=***;")
        .doesNotContain("EXPIRED0TOKEN");
  }

  @Test
  void aNameThatIsRegisteredIsRefusedAndNotReplaced() throws Exception {
    gitHub.jitConfig("runner-1");
    gitHub.order("exit 0"); // should it listen after all
    Map<String, String> environment = environment();
    environment.put("ACTIONS_RUNNER_INPUT_REPLACE", "true");
    environment.put("actions_runner_input_Replace", "true");

    End end = start(environment).end();

    assertThat(end.exitCode()).as(end.output()).isEqualTo(5);
    assertThat(gitHub.runners()).containsExactly("runner-1");
    assertThat(gitHub.folder.resolve("runners/runner-1/replaced")).doesNotExist();
    assertThat(gitHub.removed()).isEmpty();
  }

  @Test
  void aSecondStartAfterAPreemptionIsRefusedWhileTheNameIsRegistered() throws Exception {
    Container first = start();
    first.awaitLine("Listening for Jobs");
    first.kill();
    gitHub.order("exit 0"); // should it listen after all

    End second = start().end();

    assertThat(second.exitCode()).as(second.output()).isEqualTo(5);
    assertThat(gitHub.runners()).containsExactly("runner-1");
  }

  @Test
  void aSecondStartWithTheSameJustInTimeConfigurationIsRefused() throws Exception {
    Map<String, String> environment = justInTime(gitHub.jitConfig("runner-1"));
    Container first = start(environment);
    first.awaitLine("Listening for Jobs");

    End during = start(environment).end();
    gitHub.order("job build");
    assertThat(first.end().exitCode()).isZero();
    End afterwards = start(environment).end();

    assertThat(during.exitCode()).as(during.output()).isEqualTo(5);
    assertThat(afterwards.exitCode()).as(afterwards.output()).isEqualTo(5);
  }

  @Test
  void aContainerThatIsStartedAgainIsRefused() throws Exception {
    Map<String, String> environment = environment();
    gitHub.order("job build");
    assertThat(start(environment).end().exitCode()).isZero();
    gitHub.order("exit 0"); // should it listen after all

    Container again = startIn(homes, environment, entrypoint());

    assertThat(again.end().exitCode()).isEqualTo(5);
    assertThat(gitHub.runners()).isEmpty();
  }

  @Test
  void aDeprecatedVersionHasACodeOfItsOwn() throws Exception {
    gitHub.order("deprecate");

    endsUnregistered(7);
  }

  @Test
  void aVersionTooOldToBeRegisteredHasTheSameCode() throws Exception {
    gitHub.fault("too-old");

    assertThat(start().end().exitCode()).isEqualTo(7);
  }

  @Test
  void aListenerThatFailsLeavesNoRegistration() throws Exception {
    gitHub.order("exit 1");

    End end = start().end();

    assertThat(end.exitCode()).as(end.output()).isEqualTo(2);
    assertThat(gitHub.removed()).containsExactly("token runner-1");
  }

  @Test
  void aListenerThatAsksForAnotherTryGetsIt() throws Exception {
    Map<String, String> environment = environment();
    environment.put("ActionsRunner_RETRY_SECONDS", "0");
    gitHub.order("exit 2");
    gitHub.order("job build");

    assertThat(start(environment).end().exitCode()).isZero();
  }

  @Test
  void anIdleRunnerThatIsTerminatedRemovesItsRegistration() throws Exception {
    Container container = start();
    container.awaitLine("Listening for Jobs");

    container.terminate();

    container.awaitLine("Exiting...");
    End end = container.end();
    assertThat(end.exitCode()).as(end.output()).isEqualTo(143);
    assertThat(gitHub.runners()).isEmpty();
    assertThat(gitHub.removed()).containsExactly("token runner-1");
  }

  @Test
  void aRegistrationUnderWayIsFinishedAndThenRemoved() throws Exception {
    gitHub.fault("hold-registration");
    Container container = start();
    container.awaitLine("Registration is held");

    container.terminate();
    container.awaitLine("got SIGTERM");
    gitHub.letGo();

    container.awaitLine("Runner successfully added");
    End end = container.end();
    assertThat(end.exitCode()).as(end.output()).isEqualTo(143);
    assertThat(end.output()).doesNotContain("Listening for Jobs");
    assertThat(gitHub.removed()).containsExactly("token runner-1");
  }

  @Test
  void aJobIsCancelledAndReportedWhenItsRunnerIsTerminated() throws Exception {
    gitHub.order("hold build");
    Container container = start();
    container.awaitLine("Running job: build");

    container.terminate();

    End end = container.end();
    assertThat(end.exitCode()).as(end.output()).isEqualTo(143);
    assertThat(end.output()).contains("Job build completed with result: Canceled");
    // Not by the token, which is forgotten as soon as a job runs.
    assertThat(gitHub.removed()).containsExactly("ephemeral runner-1");
  }

  @Test
  void aRunnerThatDoesNotLeaveIsKilled() throws Exception {
    Map<String, String> environment = environment();
    environment.put("ActionsRunner_STOP_SECONDS", "1");
    gitHub.order("stuck");
    Container container = start(environment);
    container.awaitLine("Stuck");

    container.terminate();

    container.awaitLine("Cannot leave");
    assertThat(container.end().exitCode()).isEqualTo(143);
    assertThat(gitHub.removed()).containsExactly("token runner-1");
  }

  @Test
  void aRegistrationThatCannotBeRemovedFromHereIsSaidAndLeftToMayfly() throws Exception {
    gitHub.fault("no-removal");
    Container container = start();
    container.awaitLine("Listening for Jobs");

    container.terminate();

    End end = container.end();
    assertThat(end.exitCode()).isEqualTo(143);
    assertThat(end.output())
        .contains("the registration could not be removed from here")
        .doesNotContain(gitHub.token);
    assertThat(gitHub.runners()).containsExactly("runner-1");
  }

  @Test
  void aJustInTimeConfigurationIsEnough() throws Exception {
    gitHub.order("job build");

    End end = start(justInTime(gitHub.jitConfig("runner-1"))).end();

    assertThat(end.exitCode()).as(end.output()).isZero();
    assertThat(gitHub.moments()).noneMatch(moment -> moment.startsWith("config"));
    assertThat(gitHub.runners()).isEmpty();
  }

  @Test
  void aJustInTimeConfigurationThatIsRefusedIsNotPrinted() throws Exception {
    End end = start(justInTime("NOT0A0CONFIGURATION")).end();

    assertThat(end.exitCode()).as(end.output()).isEqualTo(3);
    assertThat(end.output()).contains("***").doesNotContain("NOT0A0CONFIGURATION");
  }

  @Test
  void theTokenIsInNoOutputNoArgumentsAndNoEnvironment() throws Exception {
    Map<String, String> environment = environment();
    gitHub.order("hold build");
    Container container = start(environment);
    container.awaitLine("Running job");
    gitHub.letGo();
    End end = container.end();

    assertThat(end.exitCode()).as(end.output()).isZero();
    nothingKnows(gitHub.token, end);
    theJobSeesNothingOf(environment);
  }

  @Test
  void theJustInTimeConfigurationIsInNoOutputNoArgumentsAndNoEnvironment() throws Exception {
    String config = gitHub.jitConfig("runner-1");
    gitHub.order("job build");

    End end = start(justInTime(config)).end();

    assertThat(end.exitCode()).as(end.output()).isZero();
    nothingKnows(config, end);
    theJobSeesNothingOf(justInTime(config));
  }

  private void nothingKnows(String secret, End end) throws IOException {
    assertThat(end.output()).doesNotContain(secret);
    assertThat(gitHub.moments()).contains("job", "listener");
    for (String moment : gitHub.moments()) {
      String arguments = gitHub.evidence(moment, "arguments");
      assertThat(arguments).contains("Runner.Listener".repeat(moment.equals("listener") ? 1 : 0));
      assertThat(arguments.contains(secret)).as("arguments at %s", moment).isFalse();
      assertThat(gitHub.evidence(moment, "environments").contains(secret))
          .as("environments at %s", moment)
          .isFalse();
    }
  }

  private void theJobSeesNothingOf(Map<String, String> environment) throws IOException {
    String seen = gitHub.evidence("job", "own-environment");
    assertThat(seen).contains("STUB=");
    assertThat(environment.keySet().stream().filter(name -> name.matches("(?i)(actions|az_).*")))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(seen).doesNotContainIgnoringCase(name + "="));
  }

  @Test
  void notEvenATracePrintsTheToken() throws Exception {
    Map<String, String> environment = environment();
    environment.put("SHELLOPTS", "xtrace:verbose");
    gitHub.order("job build");

    End end = startIn(++homes, environment, "bash", "-xv", entrypoint()).end();

    assertThat(end.exitCode()).as(end.output()).isZero();
    assertThat(end.output()).doesNotContain(gitHub.token);
  }

  @Test
  void whatAJobLeavesBehindIsAdoptedAndReapedByAnInit() throws Exception {
    gitHub.order("orphan build");
    Container container = start();
    container.awaitLine("Running job");

    Path adopter = gitHub.folder.resolve("adopter");
    Eventually.until("the orphan is adopted", () -> Files.exists(adopter));

    assertThat(Files.readString(adopter).strip()).isEqualTo("tini");
    Eventually.until("no zombie is left", () -> zombies(container.first()).isEmpty());
    gitHub.letGo();
    assertThat(container.end().exitCode()).isZero();
  }

  private static List<Long> zombies(ProcessHandle first) {
    return Stream.concat(Stream.of(first), first.descendants())
        .map(ProcessHandle::pid)
        .filter(pid -> state(pid).startsWith("Z"))
        .toList();
  }

  /** As /proc says it, after the command's name, which may hold anything but a last bracket. */
  private static String state(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2);
    } catch (IOException gone) {
      return "";
    }
  }

  @Test
  void aMissingVariableIsNamed() throws Exception {
    for (String name :
        List.of("ActionsRunner_URL", "ActionsRunner_TOKEN", "ActionsRunner_LABELS")) {
      Map<String, String> environment = environment();
      environment.remove(name);

      End end = start(environment).end();

      assertThat(end.exitCode()).isEqualTo(1);
      assertThat(end.output()).contains(name + " is not set").doesNotContain(gitHub.token);
    }
  }

  /**
   * The variables that Mayfly sets, as the images of 2022 read them, and those that Batch may add.
   */
  final Map<String, String> environment() {
    Map<String, String> environment = basics();
    environment.put("ActionsRunner_URL", "https://github.example/acme");
    environment.put("ActionsRunner_TOKEN", gitHub.token);
    environment.put("ActionsRunner_LABELS", LABELS);
    environment.put("ActionsRunner_DISPOSE", "true");
    environment.put("ActionsRunner_AGENT", "runner-1");
    environment.put("AZ_BATCH_AUTHENTICATION_TOKEN", "batch-token");
    return environment;
  }

  private Map<String, String> justInTime(String config) {
    Map<String, String> environment = basics();
    environment.put("ACTIONS_RUNNER_INPUT_JITCONFIG", config);
    environment.put("ActionsRunner_AGENT", "runner-1");
    return environment;
  }

  private Map<String, String> basics() {
    Map<String, String> environment = new HashMap<>();
    environment.put("STUB", gitHub.folder.toString());
    if (isolation == Isolation.PROCESS_TREE && Programs.isRoot()) {
      environment.put("RUNNER_ALLOW_RUNASROOT", "1");
    }
    return environment;
  }

  /** A copy that every user can read, wherever the project is. */
  private String entrypoint() throws IOException {
    Path copy = folder.resolve("entrypoint.sh");
    if (!Files.exists(copy)) {
      Files.copy(entrypoint, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    return copy.toString();
  }

  /**
   * Checks the user of a job and that the job has a home.
   *
   * @param ids the user's id and all of the user's groups.
   * @param change of its package, by root: an image that was made otherwise.
   */
  final void theJobIs(String ids, Map<String, String> environment, String... change)
      throws Exception {
    gitHub.order("job build");
    environment.put("HOME", "/");

    End end = startChanged(environment, change).end();

    assertThat(end.exitCode()).as(end.output()).isZero();
    assertThat(gitHub.evidence("job", "user")).isEqualTo(ids);
    assertThat(gitHub.evidence("job", "own-environment")).contains("HOME=" + folder);
  }

  final void theJobIsTheImagesUser() throws Exception {
    theJobIs("1001 1001", environment(), "true");
  }

  final void nowhereToWriteIsNotTakenForUsed() throws Exception {
    Map<String, String> environment = environment();
    environment.put("TMPDIR", "/");

    forbids("may write neither in ", environment, "true");
  }

  /** Checks that a container says what it may not do, and ends with the code for that. */
  final void forbids(String said, Map<String, String> environment, String... change)
      throws Exception {
    End end = startChanged(environment, change).end();

    assertThat(end.exitCode()).as(end.output()).isEqualTo(8);
    assertThat(end.output()).contains(said).doesNotContain(gitHub.token);
    assertThat(gitHub.runners()).isEmpty();
  }

  private Container startChanged(Map<String, String> environment, String... change)
      throws Exception {
    Map<String, String> all = furnished(++homes, environment);
    List<String> command = new ArrayList<>(List.of(change));
    command.add(folder.resolve(HOME + homes).toString());
    Isolation.asRoot(command.toArray(String[]::new));
    return run(user, all, List.of(entrypoint()));
  }

  private Container start() throws Exception {
    return start(environment());
  }

  private Container start(Map<String, String> environment) throws Exception {
    return startAs(user, environment);
  }

  final Container startAs(String other, Map<String, String> environment) throws Exception {
    return run(other, furnished(++homes, environment), List.of(entrypoint()));
  }

  /**
   * @param home which of this test's containers it is: a new one begins with a fresh package.
   */
  private Container startIn(int home, Map<String, String> environment, String... command)
      throws Exception {
    return run(user, furnished(home, environment), List.of(command));
  }

  private Map<String, String> furnished(int home, Map<String, String> environment)
      throws Exception {
    Path runner = folder.resolve(HOME + home);
    Path scratch = Files.createDirectories(folder.resolve("scratch-" + home));
    StubPackage.copyTo(runner);
    isolation.furnish(folder, runner, gitHub.folder, scratch);
    Map<String, String> all = new HashMap<>(environment);
    all.put("RUNNER_HOME", runner.toString());
    all.putIfAbsent("TMPDIR", scratch.toString());
    return all;
  }

  private Container run(String as, Map<String, String> environment, List<String> command)
      throws IOException {
    Container container = Container.start(isolation, folder, as, command, environment, longest);
    started.add(container);
    return container;
  }
}
