package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.images.Container.End;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promises of {@code images/README.md} about the Linux entrypoint, with a stub in the place of
 * GitHub's runner. Every test is also a method that a broken entrypoint can be tried with.
 */
@Tag("server")
abstract class EntrypointContract extends SetupInfoContract {

  EntrypointContract(Isolation isolation, Path entrypoint, Duration longest, String user) {
    super(isolation, entrypoint, longest, user);
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
    gitHub.order("job the runner registration has been deleted from the server");

    End end = start(environment("ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT", "1")).end();

    assertThat(end.exitCode()).as(end.output()).isZero();
    assertThat(end.output()).contains("[RUNNER ").doesNotContain(gitHub.token);
  }

  /** Registration, listener and job: all of them ask the forge, and a job others besides. */
  @Test
  void aProxyAndAnAuthorityAreKnownToAllThatRuns() throws Exception {
    List<String> given =
        List.of(
            "https_proxy=http://proxy.example:3128",
            "http_proxy=http://proxy.example:3128",
            "no_proxy=.acme.example",
            "NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/acme.crt");
    Map<String, String> environment = environment();
    given.forEach(it -> environment.put(it.split("=", 2)[0], it.split("=", 2)[1]));
    gitHub.order("job build");

    End end = start(environment).end();

    assertThat(end.exitCode()).as(end.output()).isZero();
    assertThat(gitHub.moments()).hasSize(3);
    for (String moment : gitHub.moments()) {
      assertThat(gitHub.evidence(moment, "own-environment").split("\0", -1)).containsAll(given);
    }
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
    End end = start(environment("ActionsRunner_TOKEN", "EXPIRED0TOKEN")).end();

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

    Container again = startAgain(environment);

    assertThat(again.end().exitCode()).isEqualTo(5);
    assertThat(gitHub.runners()).isEmpty();
  }

  @Test
  void aDeprecatedVersionHasACodeOfItsOwn() throws Exception {
    gitHub.order("deprecate");

    endsUnregistered(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"too-old", "below-floor"})
  void aVersionTooOldToBeRegisteredHasTheSameCode(String fault) throws Exception {
    gitHub.fault(fault);

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
    gitHub.order("exit 2");
    gitHub.order("job build");

    assertThat(start(environment("ActionsRunner_RETRY_SECONDS", "0")).end().exitCode()).isZero();
  }

  private static End endBySigterm(Container container) throws Exception {
    End end = container.end();
    assertThat(end.exitCode()).as(end.output()).isEqualTo(143);
    return end;
  }

  @Test
  void anIdleRunnerThatIsTerminatedRemovesItsRegistration() throws Exception {
    Container container = terminatedAt("Listening for Jobs");

    container.awaitLine("Exiting...");
    endBySigterm(container);
    assertThat(gitHub.runners()).isEmpty();
    assertThat(gitHub.removed()).containsExactly("token runner-1");
  }

  @Test
  void aRegistrationUnderWayIsFinishedAndThenRemoved() throws Exception {
    gitHub.fault("hold-registration");
    Container container = terminatedAt("Registration is held");
    container.awaitLine("got SIGTERM");
    gitHub.letGo();

    container.awaitLine("Runner successfully added");
    End end = endBySigterm(container);
    assertThat(end.output()).doesNotContain("Listening for Jobs");
    assertThat(gitHub.removed()).containsExactly("token runner-1");
  }

  @Test
  void aJobIsCancelledAndReportedWhenItsRunnerIsTerminated() throws Exception {
    gitHub.order("hold build");
    Container container = terminatedAt("Running job: build");

    End end = endBySigterm(container);
    assertThat(end.output()).contains("Job build completed with result: Canceled");
    // Not by the token, which is forgotten as soon as a job runs.
    assertThat(gitHub.removed()).containsExactly("ephemeral runner-1");
  }

  @Test
  void aRunnerThatDoesNotLeaveIsKilled() throws Exception {
    gitHub.order("stuck");
    Container container = start(environment("ActionsRunner_STOP_SECONDS", "1"));
    container.awaitLine("Stuck");

    container.terminate();

    container.awaitLine("Cannot leave");
    endBySigterm(container);
    assertThat(gitHub.removed()).containsExactly("token runner-1");
  }

  @Test
  void aRegistrationThatCannotBeRemovedFromHereIsSaidAndLeftToMayfly() throws Exception {
    gitHub.fault("no-removal");
    Container container = terminatedAt("Listening for Jobs");

    End end = endBySigterm(container);
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
    gitHub.order("job build");

    End end =
        startBy(environment("SHELLOPTS", "xtrace:verbose"), "bash", "-xv", entrypoint()).end();

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
}
