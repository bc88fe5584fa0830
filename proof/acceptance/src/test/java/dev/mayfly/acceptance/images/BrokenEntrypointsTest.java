package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The contract fails an entrypoint that is broken in one place: so it can fail. */
@Tag("server")
class BrokenEntrypointsTest {

  @TempDir Path folder;

  private interface Scenario {
    void run(EntrypointContract contract) throws Exception;
  }

  /** A text, its replacement, and the scenario that must notice. */
  private record Mutant(
      String fault,
      String text,
      String instead,
      Scenario scenario,
      Isolation isolation,
      String user) {
    Mutant(String fault, String text, String instead, Scenario scenario) {
      this(fault, text, instead, scenario, Isolation.PROCESS_TREE, "1001");
    }

    Mutant as(String other) {
      return new Mutant(fault, text, instead, scenario, Isolation.CONTAINER, other);
    }
  }

  private static final class Broken extends EntrypointContract {
    Broken(Mutant mutant, Path entrypoint, Path folder) {
      // Some faults make it wait for ever.
      super(mutant.isolation(), entrypoint, Duration.ofSeconds(4), mutant.user());
      this.folder = folder;
    }
  }

  @TestFactory
  Stream<DynamicTest> theContractNoticesEveryFault() {
    return mutants().map(mutant -> DynamicTest.dynamicTest(mutant.fault(), () -> check(mutant)));
  }

  private static Stream<Mutant> mutants() {
    return Stream.of(
        new Mutant(
            "it always says done",
            "  exit \"$code\"\n",
            "  exit 0\n",
            EntrypointContract::aRunnerThatGotNoJobSaysSo),
        new Mutant(
            "it replaces a registration",
            "./config.sh --unattended",
            "./config.sh --replace --unattended",
            EntrypointContract::aNameThatIsRegisteredIsRefusedAndNotReplaced),
        new Mutant(
            "an argument of the runner comes through from outside",
            "ACTIONS_RUNNER_INPUT_* | ",
            "",
            EntrypointContract::aNameThatIsRegisteredIsRefusedAndNotReplaced),
        new Mutant(
            "its runner outlives its job",
            " --ephemeral",
            "",
            EntrypointContract::itRegistersAsEphemeralWithExactlyWhatItIsGiven),
        new Mutant(
            "its runner takes the jobs of others",
            " --no-default-labels",
            "",
            EntrypointContract::itRegistersAsEphemeralWithExactlyWhatItIsGiven),
        new Mutant(
            "labels are arguments",
            "--unattended --ephemeral",
            "--unattended --labels $ActionsRunner_LABELS --ephemeral",
            EntrypointContract::itRegistersAsEphemeralWithExactlyWhatItIsGiven),
        new Mutant(
            "the token is an argument",
            "./config.sh --unattended",
            "./config.sh --token \"$secret\" --unattended",
            EntrypointContract::theTokenIsInNoOutputNoArgumentsAndNoEnvironment),
        new Mutant(
            "the token stays in the environment",
            " \"${drop[@]}\"",
            "",
            EntrypointContract::theTokenIsInNoOutputNoArgumentsAndNoEnvironment),
        new Mutant(
            "the job gets the runner's variables",
            "leave_nothing_for_the_job() { unset \"${!ActionsRunner_@}\"; }",
            "leave_nothing_for_the_job() { :; }",
            EntrypointContract::theTokenIsInNoOutputNoArgumentsAndNoEnvironment),
        new Mutant(
            "the job gets Batch's token",
            " | AZ_BATCH_AUTHENTICATION_TOKEN",
            "",
            EntrypointContract::theTokenIsInNoOutputNoArgumentsAndNoEnvironment),
        new Mutant(
            "what the log says is no JSON",
            "text=${text//\\\"/\\\\\\\"}",
            ":",
            EntrypointContract::theJobsLogSaysWhereItRunsAndHowLongItWaited),
        new Mutant(
            "an image's own text is lost",
            " && ! -e .setup_info ",
            " ",
            EntrypointContract::whatAnImageSaysItselfIsLeftAndWhatCannotBeSaidIsNoReasonToFail),
        new Mutant(
            "a text that cannot be written ends the runner",
            " 2>/dev/null || rm -f .setup_info || true",
            "",
            EntrypointContract::whatAnImageSaysItselfIsLeftAndWhatCannotBeSaidIsNoReasonToFail),
        new Mutant(
            "a refusal is printed as it comes",
            "${line//\"$secret\"/***}",
            "$line",
            EntrypointContract::aTokenThatIsRefusedIsNotPrintedWithTheRefusal),
        new Mutant(
            "it can be traced",
            "{ set +xv; } 2>/dev/null",
            ":",
            EntrypointContract::notEvenATracePrintsTheToken),
        new Mutant(
            "SIGTERM does not reach the runner",
            "((!current)) || ask_to_leave",
            "true",
            EntrypointContract::anIdleRunnerThatIsTerminatedRemovesItsRegistration),
        new Mutant(
            "a registration is left behind",
            "  deregister \"$kind\"\n",
            "",
            EntrypointContract::anIdleRunnerThatIsTerminatedRemovesItsRegistration),
        new Mutant(
            "a registration is broken off",
            "gentle='' # killed",
            "gentle=TERM # killed",
            EntrypointContract::aRegistrationUnderWayIsFinishedAndThenRemoved),
        new Mutant(
            "a runner that does not leave is waited for",
            "kill -KILL -- \"-$process\"",
            "true",
            EntrypointContract::aRunnerThatDoesNotLeaveIsKilled),
        new Mutant(
            "there is no init",
            "tini -s -- ",
            "",
            EntrypointContract::whatAJobLeavesBehindIsAdoptedAndReapedByAnInit),
        new Mutant(
            "a container can be started again",
            "fail $USED \"this container",
            "true \"this container",
            EntrypointContract::aContainerThatIsStartedAgainIsRefused),
        new Mutant(
            "one failure is the end",
            "status == 2 || status == 6",
            "false",
            EntrypointContract::aListenerThatAsksForAnotherTryGetsIt),
        new Mutant(
                "it stays root",
                "[[ -n ${RUNNER_ALLOW_RUNASROOT:-} ]] || leave_root",
                "true",
                EntrypointContract::theJobIsTheImagesUser)
            .as("0"),
        new Mutant(
                "its user keeps a group of root's",
                "--clear-groups",
                "--keep-groups",
                EntrypointContract::theJobIsTheImagesUser)
            .as("0"),
        new Mutant(
                "what adds certificates sees the token",
                "env -i \"PATH=$PATH\"",
                "env",
                EntrypointContract::theCertificatesAreAdded)
            .as("0"),
        new Mutant(
                "what may not be written is told as used",
                "fail $FORBIDDEN \"user $EUID may write neither",
                "fail $USED \"user $EUID may write neither",
                EntrypointContract::nowhereToWriteIsNotTakenForUsed)
            .as("60001"));
  }

  private void check(Mutant mutant) throws Exception {
    String whole = Files.readString(Programs.IMAGES.resolve("linux/entrypoint.sh"));
    assertThat(whole).as("the text of the mutant").contains(mutant.text());
    Path scratch = Files.createTempDirectory(folder, "mutant");
    Path broken = scratch.resolve("entrypoint.sh");
    Files.writeString(broken, whole.replace(mutant.text(), mutant.instead()));
    assertThat(broken.toFile().setExecutable(true)).isTrue();

    EntrypointContract contract = new Broken(mutant, broken, scratch);
    contract.prepare();
    try {
      assertThatThrownBy(() -> mutant.scenario().run(contract)).isInstanceOf(AssertionError.class);
    } finally {
      contract.stop();
    }
  }
}
