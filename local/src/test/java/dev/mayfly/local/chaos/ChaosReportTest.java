package dev.mayfly.local.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.standin.batch.TaskCounts;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.webhook.DeliveryCounts;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.LifeStatus.PhaseEntry;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The report on jobs whose {@code queued} was lost without trace. */
class ChaosReportTest {

  private static final Instant QUEUED = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void namesTheJobThatWasFoundLast() {
    String report = report(Set.of(2L, 3L, 4L), life(1, 1), life(2, 40_000), life(3, 62_500));

    assertThat(report)
        .contains(
            "found          3 queued lost without trace: 2 of these jobs found (the last,"
                + " mayfly-github-3, 62.5 s after it was queued), 1 done by another's runner\n");
  }

  @Test
  void doesNotTakeOneLifesRunnersForAnothers() {
    assertThat(report(Set.of(2L), life(1, 1), life(20, 5)))
        .contains("1 queued lost without trace: 0 of these jobs found, 1 done by");
  }

  @Test
  void saysSoWhenEveryJobWasToldOf() {
    assertThat(report(Set.of(), life(1, 1))).contains("no queued was lost without trace");
  }

  @Test
  void saysWhetherEveryLostJobWasFoundWithinTheSweepsBound() {
    Set<Long> lost = Set.of(2L, 3L);
    Duration bound = Duration.ofSeconds(60);

    ChaosReport good = of(lost, bound, life(2, 40_000), life(3, 60_000));
    ChaosReport late = of(lost, bound, life(2, 40_000), life(3, 60_001));
    ChaosReport unknown = of(lost, null, life(2, 1), life(3, 1));

    assertThat(good.wrong()).noneMatch(line -> line.contains("found"));
    assertThat(printed(good))
        .contains("bound          the sweep finds a lost job within 60.0 s by its own account: so")
        .contains(": so it was with every one\n");
    assertThat(late.wrong()).contains("mayfly-github-3 was not found within 60.0 s");
    assertThat(printed(late)).contains(": 1 were not found\n");
    assertThat(unknown.wrong()).contains("the sweep has not said when mayfly-github-2 is found");
  }

  @Test
  void aLostJobThatAnothersRunnerTookInTimeWasNotFoundLate() {
    assertThat(of(Set.of(2L), Duration.ofSeconds(60)).wrong())
        .noneMatch(line -> line.contains("found"));
  }

  private static String report(Set<Long> unheardOf, LifeStatus... lives) {
    return printed(of(unheardOf, Duration.ofSeconds(90), lives));
  }

  private static String printed(ChaosReport report) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    report.print(new PrintStream(said, true, UTF_8));
    return said.toString(UTF_8);
  }

  private static ChaosReport of(
      Set<Long> unheardOf, @Nullable Duration bound, LifeStatus... lives) {
    return new ChaosReport(
        LongStream.rangeClosed(1, 4).mapToObj(ChaosReportTest::job).toList(),
        List.of(),
        new DeliveryCounts(0, 0, 0, 0, 0, 0, 0, 0, 0),
        unheardOf,
        bound,
        0,
        new TaskCounts(0, 0, List.of()),
        List.of(lives),
        List.of(),
        List.of(),
        Duration.ofMinutes(1));
  }

  private static JobView job(long id) {
    return new JobView(
        id, 1, "acme/app", "build", List.of(), "completed", "success", "r", QUEUED, QUEUED);
  }

  private static LifeStatus life(long job, long foundAfterMillis) {
    Instant found = QUEUED.plusMillis(foundAfterMillis);
    AttemptStatus attempt =
        new AttemptStatus(
            "mayfly-github-" + job + "-3fa91c-1",
            Phase.ENDED,
            List.of(
                new PhaseEntry(Phase.REQUESTED, found),
                new PhaseEntry(Phase.ENDED, found.plusSeconds(9))),
            "Done");
    return new LifeStatus(Phase.ENDED, "COMPLETED", found, "", List.of(attempt), Outcome.COMPLETED);
  }
}
