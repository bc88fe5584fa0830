package dev.mayfly.workflows.explanation;

import static dev.mayfly.workflows.explanation.Case.LIFE;
import static dev.mayfly.workflows.explanation.Case.SECOND;
import static dev.mayfly.workflows.explanation.Case.at;
import static dev.mayfly.workflows.explanation.Case.queued;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ExplanationTest {

  private static final String HOSTILE =
      "x](https://evil.example) <script>alert(1)</script> **b** | \u202e\u001b[31m\n"
          + "a".repeat(400);

  @Test
  void everySituationHasACase() {
    assertThat(Cases.all().keySet()).containsExactlyInAnyOrderElementsOf(names(Situation.class));
  }

  private static List<String> names(Class<?> type) {
    return type.isRecord()
        ? List.of(type.getSimpleName())
        : Stream.of(type.getPermittedSubclasses()).flatMap(it -> names(it).stream()).toList();
  }

  @TestFactory
  Stream<DynamicTest> isSaidInTwelveLinesWithWhyNextAndDo() {
    return each(
        explanation -> {
          List<String> text = explanation.text(at(372));

          assertThat(text).hasSizeLessThanOrEqualTo(12);
          assertThat(text).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(200));
          assertThat(text.get(0)).startsWith(explanation.state().word() + "  ");
          assertThat(text).filteredOn(line -> line.matches("(Why|Next|Do) {5,7}\\S.*")).hasSize(3);
          assertThat(text)
              .as("nothing but the story is cut")
              .noneMatch(line -> line.contains("…") && !line.matches(".*[0-9:]{8}  .*"))
              .noneMatch(line -> line.contains("null"));
        });
  }

  @TestFactory
  Stream<DynamicTest> saysSinceWhenWhereThereIsALife() {
    return each(
        explanation ->
            assertThat(explanation.since() != null).isEqualTo(explanation.life() != null));
  }

  @TestFactory
  Stream<DynamicTest> isTheSameAfterItsWayAsJson() {
    ObjectMapper json = JacksonJsonPayloadConverter.newDefaultObjectMapper();
    return each(
        explanation -> {
          String written = json.writeValueAsString(explanation);

          assertThat(json.readValue(written, Explanation.class)).isEqualTo(explanation);
        });
  }

  private static Stream<DynamicTest> each(ThrowingConsumer<Explanation> claim) {
    return Cases.all().entrySet().stream()
        .map(
            it ->
                DynamicTest.dynamicTest(
                    it.getKey(),
                    () -> {
                      Explanation explanation = Explanation.of(it.getValue());
                      assertThat(explanation.situation()).isEqualTo(it.getKey());
                      claim.accept(explanation);
                    }));
  }

  @Test
  void aJobThatWaitsInAFullPoolReadsSo() {
    assertThat(Explanation.of(requireNonNull(Cases.all().get("AtCap"))).text(at(372)))
        .containsExactly(
            "WAITING  acme/shop · CI / build (ubuntu) · pool ubuntu"
                + " · since 2026-11-30 10:44:03 UTC (6 min 11 s)",
            "Why      Pool ubuntu is full, which is no fault: it has 10 of the 10 runners that maxRunners"
                + " allows. This job is number",
            "         4 of 7 that wait.",
            "Next     A free place: at the present rate in about 4 min (one each 1 min).",
            "Do       Nothing, or raise maxRunners of pool ubuntu and restart the workers.",
            "So far   2026-11-30 10:44:02  queued; its life began, for pool ubuntu",
            "         10:44:03  runner 1 asks its pool for a turn",
            "Life     mayfly-github-29679449526");
  }

  @Test
  void whatOthersWroteIsOneLineOnATerminalAndNoMarkupOnAPage() {
    Facts facts = Facts.of(queued().ended(EndKind.LOST, HOSTILE).life(HOSTILE));
    Explanation explanation = Explanation.of(facts);

    assertThat(explanation.text(null))
        .hasSizeLessThanOrEqualTo(12)
        .allSatisfy(
            line -> assertThat(line).hasSizeLessThanOrEqualTo(200).matches("[^\\p{Cc}\\p{Cf}]*"));
    assertThat(explanation.markdown()).doesNotContain("<script", "](", "\u202e");
  }

  @Test
  void aLongStoryKeepsItsBeginningAndItsEnd() {
    Case restless = queued();
    for (int i = 0; i < 40; i++) {
      restless.ended(EndKind.NOT_ALLOWED, "runner group Default does not serve it");
    }
    Explanation explanation = Explanation.of(restless.facts());

    assertThat(explanation.story()).hasSize(30);
    assertThat(explanation.story().get(0).what()).startsWith("queued");
    assertThat(explanation.text(null))
        .hasSize(12)
        .anyMatch(line -> line.contains("10:44:02  queued") && line.contains("left out after"))
        .anyMatch(line -> line.contains("runner 40 was not made"));
  }

  @Test
  void whatTheLastTryMetIsSaidWhileATokenIsAwaited() {
    StepFacts met = new StepFacts("POST …/registration-token → 502", false, null, null, false);

    Explanation explanation = Explanation.of(queued().runner(Step.TOKEN).facts().with(met));

    assertThat(explanation.situation()).isEqualTo("Minting");
    assertThat(explanation.why()).endsWith("The last try failed: POST …/registration-token → 502.");
  }

  @Test
  void aContainerThatTheWatcherSawRunIsNotPreparedAnyMore() {
    Facts prepared = requireNonNull(Cases.all().get("ImagePulled"));

    assertThat(
            Explanation.of(prepared.with(new StepFacts(null, false, null, false, false)))
                .situation())
        .isEqualTo("ContainerStarts");
    assertThat(
            Explanation.of(prepared.with(new StepFacts(null, false, null, null, false)))
                .situation())
        .as("nothing was seen")
        .isEqualTo("ImagePulled");
  }

  @Test
  void theRunnerGroupIsNamedWhereItIsKnown() {
    assertThat(Explanation.of(requireNonNull(Cases.all().get("NotAssigned"))).why())
        .endsWith(
            "given it the job. Its runner group: the default runner group of acme, which served"
                + " repository acme/shop when its token was made.");
  }

  @Test
  void aRunnerInTheTurnsQueueAfterAFaultOfAPoolWithoutCapWaitsForThePoolToBeMended() {
    Explanation explanation =
        Explanation.of(queued().refused("pool x is unknown").runner(Step.TURN).facts());

    assertThat(explanation.situation()).isEqualTo("MintingRefused");
    assertThat(explanation.why()).contains("pool x is unknown");
    assertThat(explanation.since()).isEqualTo(at(61));
  }

  @Test
  void aLifeThatTemporalEndedIsNotTakenAtItsWord() {
    Facts facts = queued().runner(Step.JOB).facts();

    Explanation explanation =
        Explanation.of(facts.with(ProcessFacts.ended("t:7233", "TERMINATED", at(9))));

    assertThat(explanation.situation()).isEqualTo("Terminated");
    assertThat(explanation.why()).contains(LIFE, "TERMINATED");
  }

  @Test
  void theForgesWordCountsWhereThereIsNoLife() {
    Facts seen = requireNonNull(Cases.all().get("NoPool"));

    assertThat(situation(seen, JobStanding.IN_PROGRESS)).isEqualTo("RunsElsewhere");
    assertThat(situation(seen, JobStanding.COMPLETED)).isEqualTo("NotNeeded");
    assertThat(situation(seen, JobStanding.QUEUED)).isEqualTo("NoPool");
    assertThat(situation(seen, JobStanding.WAITING)).isEqualTo("NoPool");
    Facts served = requireNonNull(Cases.all().get("Missed"));
    assertThat(situation(served, JobStanding.WAITING)).isEqualTo("Held");
    assertThat(situation(served, JobStanding.QUEUED)).isEqualTo("Missed");
  }

  @Test
  void theForgeTellsSinceWhenAJobWithoutLifeIsThere() {
    ForgeFacts queued = new ForgeFacts(JobStanding.QUEUED, null, null, at(7));
    ForgeFacts gated = new ForgeFacts(JobStanding.WAITING, null, null, at(8));
    Facts unserved = requireNonNull(Cases.all().get("NoPool"));
    Facts served = requireNonNull(Cases.all().get("Missed"));

    assertThat(Explanation.of(unserved.with(queued)).since()).isEqualTo(at(7));
    assertThat(Explanation.of(served.with(queued)).since()).isEqualTo(at(7));
    assertThat(Explanation.of(served.with(gated)).since()).isEqualTo(at(8));
    assertThat(Explanation.of(unserved).since()).as("the forge was not asked").isNull();
  }

  private static String situation(Facts facts, JobStanding standing) {
    ForgeFacts forge = new ForgeFacts(standing, null, null, null);
    return Explanation.of(facts.with(forge)).situation();
  }

  @Test
  void anExitCodeIsToldInWordsUnlessItsCauseDoes() {
    assertThat(ExitCode.meaning("the task ended with exit code 3, before"))
        .isEqualTo(". Exit code 3 means: the forge did not accept its token");
    assertThat(ExitCode.meaning(Cases.LOST)).as("the cause says it").isEmpty();
    assertThat(ExitCode.meaning("exit code 99")).isEmpty();
    assertThat(ExitCode.meaning("the task is gone")).isEmpty();
  }

  @Test
  void anOperatorsCancellationIsSaidWhileABusyRunnerGoesOn() {
    Case busy = queued().runner(Step.JOB, Step.END);

    assertThat(Explanation.of(busy.cancelled(false).facts()).awaited()).contains("without force");
    assertThat(Explanation.of(busy.cancelled(true).facts()).awaited()).contains("removal");
  }

  @Test
  void anotherRunnerFollowsTheOneThatIsGone() {
    Case second =
        queued()
            .ended(EndKind.LOST, Cases.LOST)
            .runner(Step.TOKEN, Step.NODE, Step.START, Step.JOB);

    assertThat(Explanation.of(second.facts()).why()).contains(SECOND, "is online");
  }
}
