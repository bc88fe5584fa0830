package dev.mayfly.local.batch.autoscale;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Microsoft's documentation, specification and SDKs, and their users, say comes out. */
class PublishedFormulasTest {

  private static final String PENDING_SAMPLE =
      """
      startingNumberOfVMs = 1;
      maxNumberofVMs = 25;
      percent = $PendingTasks.GetSamplePercent(180 * TimeInterval_Second);
      samples = percent < 70 ? startingNumberOfVMs : avg($PendingTasks.GetSample(180 * TimeInterval_Second));
      $TargetDedicatedNodes=min(maxNumberofVMs, samples);
      $NodeDeallocationOption = taskcompletion;
      """;

  private static final String WORK_HOURS =
      """
      $curTime = time();
      $workHours = $curTime.hour >= 8 && $curTime.hour < 18;
      $isWeekday = $curTime.weekday >= 1 && $curTime.weekday <= 5;
      $isWorkingWeekdayHour = $workHours && $isWeekday;
      $TargetDedicatedNodes = $isWorkingWeekdayHour ? 20:10;
      """;

  private static final String TASK_BASED =
      """
      // comments and line breaks are acceptable
      $samples = $PendingTasks.GetSamplePercent(TimeInterval_Minute * 15);
      $tasks = $samples < 70 ? max(0,$PendingTasks.GetSample(1)) : max( $PendingTasks.GetSample(1), avg($PendingTasks.GetSample(TimeInterval_Minute * 15)));
      $targetVMs = $tasks > 0? $tasks:max(0, $TargetDedicatedNodes/2);
      $TargetDedicatedNodes = max(0, min($targetVMs, 20));
      $NodeDeallocationOption = taskcompletion;
      """;

  @Test
  void theSpecificationsExamplesUseTheOldNameAndAreAnsweredInIt() {
    assertThat(Formula.evaluate("$TargetDedicated=1", Pools.idle()).results())
        .isEqualTo("$TargetDedicated=1;$NodeDeallocationOption=requeue");
    assertThat(Formula.evaluate("$TargetDedicated=0", Pools.idle()).targets().dedicated()).isZero();
  }

  @Test
  void theSdksExampleIsAnsweredWithBothKindsOfNodes() {
    assertThat(Formula.evaluate("$TargetDedicatedNodes=3", Pools.idle()).results())
        .isEqualTo(
            "$TargetDedicatedNodes=3;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue");
  }

  @Test
  void theSdksBadFormulaIsAnErrorBesideThePresentTargets() {
    AutoscaleRun run = Formula.evaluate("$something_useless", Pools.idle());

    assertThat(run.error())
        .isEqualTo(
            new AutoscaleRun.Failure(
                "AutoScalingFormulaEvaluationError",
                "Autoscale evaluation failed",
                "Line 1, Col 1: unknown variable $something_useless"));
    assertThat(run.results())
        .isEqualTo(
            "$TargetDedicatedNodes=2;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue");
  }

  @Test
  void theWorkHoursFormulaIsAnsweredAsDocumented() {
    AutoscaleRun run = Formula.evaluate(WORK_HOURS, Pools.idle());

    // The documentation's answer is older than the second kind of nodes.
    assertThat(run.results().replace("$TargetLowPriorityNodes=0;", ""))
        .isEqualTo(
            "$TargetDedicatedNodes=10;$NodeDeallocationOption=requeue;"
                + "$curTime=2016-10-13T19:18:47.805Z;$isWeekday=1;$isWorkingWeekdayHour=0;"
                + "$workHours=0");
  }

  @ParameterizedTest
  @CsvSource({
    "2016-10-13T07:59:59Z, 10",
    "2016-10-13T08:00:00Z, 20",
    "2016-10-13T17:59:59Z, 20",
    "2016-10-15T12:00:00Z, 10",
    "2016-10-16T12:00:00Z, 10",
    "2016-10-17T12:00:00Z, 20",
  })
  void theWorkHoursFormulaKnowsTheHours(Instant now, int nodes) {
    PoolView pool = new PoolView(now, 0, 0, 1, Map.of(), 1);

    assertThat(Formula.evaluate(WORK_HOURS, pool).targets().dedicated()).isEqualTo(nodes);
  }

  @ParameterizedTest
  @CsvSource({"2016-10-17T12:00:00Z, 5", "2016-10-18T12:00:00Z, 1", "2016-10-16T23:59:59Z, 1"})
  void theMondayFormulaKnowsMondays(Instant now, int nodes) {
    String formula = "$TargetDedicatedNodes = (time().weekday == 1 ? 5:1);";

    assertThat(
            Formula.evaluate(formula, new PoolView(now, 0, 0, 1, Map.of(), 1))
                .targets()
                .dedicated())
        .isEqualTo(nodes);
  }

  @Test
  void aTimeZoneIsAnIntervalAddedToTheTime() {
    String formula = "$curTime = time() + (-6 * TimeInterval_Hour); $TargetDedicatedNodes = 1";

    assertThat(Formula.evaluate(formula, Pools.idle()).results())
        .endsWith("$curTime=2016-10-13T13:18:47.805Z");
  }

  @Test
  void theTaskBasedFormulaTakesTheLargerOfLastAndMean() {
    List<Double> pending = new ArrayList<>(Collections.nCopies(29, (2.5 * 30 - 4) / 29));
    pending.add(4.0);
    Samples samples = Samples.until(Pools.NOW, pending);

    AutoscaleRun run =
        Formula.evaluate(TASK_BASED, Pools.pool(1, 1, Map.of("$PendingTasks", samples)));

    assertThat(run.results())
        .isEqualTo(
            "$TargetDedicatedNodes=4;$TargetLowPriorityNodes=0;"
                + "$NodeDeallocationOption=taskcompletion;"
                + "$samples=100;$targetVMs=4;$tasks=4");
  }

  @ParameterizedTest
  @CsvSource({"0, 8, 4", "0, 0, 0", "50, 8, 20", "7, 8, 7"})
  void theTaskBasedFormulaHalvesAnIdlePoolAndIsCapped(double pending, int target, int nodes) {
    Map<String, Samples> metrics = Map.of("$PendingTasks", Pools.steady(15, pending));

    assertThat(Formula.evaluate(TASK_BASED, Pools.pool(target, 1, metrics)).targets().dedicated())
        .isEqualTo(nodes);
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 1", "2, 10, 1", "3, 10, 10", "3, 60, 25"})
  void thePendingFormulaStartsWithOneNodeUntilThereAreSamples(
      int minutes, double pending, int nodes) {
    Map<String, Samples> metrics = Map.of("$PendingTasks", Pools.steady(minutes, pending));

    assertThat(Formula.evaluate(PENDING_SAMPLE, Pools.pool(0, 1, metrics)).targets())
        .isEqualTo(new AutoscaleRun.Targets(nodes, 0, NodeDeallocation.TASKCOMPLETION));
  }

  @Test
  void thePreemptionFormulaReplacesSpotNodesByDedicatedOnes() {
    String formula =
        """
        maxNumberofVMs = 25;
        $TargetDedicatedNodes = min(maxNumberofVMs, $PreemptedNodeCount.GetSample(180 * TimeInterval_Second));
        $TargetLowPriorityNodes = min(maxNumberofVMs , maxNumberofVMs - $TargetDedicatedNodes);
        $NodeDeallocationOption = taskcompletion;
        """;
    Map<String, Samples> metrics = Map.of("$PreemptedNodeCount", Pools.steady(3, 4));

    assertThat(Formula.evaluate(formula, Pools.pool(0, 1, metrics)).targets())
        .isEqualTo(new AutoscaleRun.Targets(4, 21, NodeDeallocation.TASKCOMPLETION));
  }

  @ParameterizedTest
  @CsvSource({"0.9, 100, 110", "0.5, 100, 100", "0.1, 100, 90", "0.9, 399, 400"})
  void theProcessorFormulaGrowsAndShrinksByATenth(double use, int nodes, int target) {
    String formula =
        """
        $totalDedicatedNodes =
            (min($CPUPercent.GetSample(TimeInterval_Minute * 10)) > 0.7) ?
            ($CurrentDedicatedNodes * 1.1) : $CurrentDedicatedNodes;
        $totalDedicatedNodes =
            (avg($CPUPercent.GetSample(TimeInterval_Minute * 60)) < 0.2) ?
            ($CurrentDedicatedNodes * 0.9) : $totalDedicatedNodes;
        $TargetDedicatedNodes = min(400, $totalDedicatedNodes)
        """;
    Map<String, Samples> metrics =
        Map.of(
            "$CPUPercent", Pools.steady(60, use), "$CurrentDedicatedNodes", Pools.steady(1, nodes));

    assertThat(Formula.evaluate(formula, Pools.pool(0, 1, metrics)).targets().dedicated())
        .isEqualTo(target);
  }

  @Test
  void theParallelTasksFormulaCountsFourToANode() {
    String formula =
        """
        $samples = $ActiveTasks.GetSamplePercent(TimeInterval_Minute * 15);
        $tasks = $samples < 70 ? max(0,$ActiveTasks.GetSample(1)) : max( $ActiveTasks.GetSample(1),avg($ActiveTasks.GetSample(TimeInterval_Minute * 15)));
        $cores = $TargetDedicatedNodes * 4;
        $extraVMs = (($tasks - $cores) + 3) / 4;
        $targetVMs = ($TargetDedicatedNodes + $extraVMs);
        $TargetDedicatedNodes = max(0,min($targetVMs,3));
        """;
    Map<String, Samples> metrics = Map.of("$ActiveTasks", Pools.of(7.0));

    assertThat(Formula.evaluate(formula, Pools.pool(1, 4, metrics)).results())
        .isEqualTo(
            "$TargetDedicatedNodes=2;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue;"
                + "$cores=4;$extraVMs=1.5;$samples=3.3333333333333335;$targetVMs=2.5;$tasks=7");
  }

  @ParameterizedTest
  @CsvSource({"5, 0, 4", "15, 0, 0", "15, 2, 4"})
  void theInitialSizeFormulaLeavesAYoungPoolAlone(int minutes, double running, int nodes) {
    String started =
        java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Pools.NOW.minusSeconds(60L * minutes).atZone(java.time.ZoneOffset.UTC));
    String formula =
        """
        $TargetDedicatedNodes = 4;
        lifespan         = time() - time("%s");
        span             = TimeInterval_Minute * 60;
        startup          = TimeInterval_Minute * 10;
        ratio            = 50;
        $TargetDedicatedNodes = (lifespan > startup ? (max($RunningTasks.GetSample(span, ratio), $ActiveTasks.GetSample(span, ratio)) == 0 ? 0 : $TargetDedicatedNodes) : 4);
        """
            .formatted(started);
    Map<String, Samples> metrics =
        Map.of("$RunningTasks", Pools.steady(60, running), "$ActiveTasks", Pools.steady(60, 0));

    assertThat(Formula.evaluate(formula, Pools.pool(9, 1, metrics)).targets().dedicated())
        .isEqualTo(nodes);
  }

  @Test
  void aListIsFlattenedBeforeItsMean() {
    assertThat(Formula.evaluate("x = avg([1,2,3],7)", Pools.idle()).results()).endsWith(";$x=3.25");
  }

  @Test
  void aRangeOfSamplesIsAVector() {
    String formula =
        "$runningTasksSample = $RunningTasks.GetSample(1 * TimeInterval_Minute, 6 *"
            + " TimeInterval_Minute);";
    Map<String, Samples> metrics = Map.of("$RunningTasks", Pools.steady(30, 1));

    assertThat(Formula.evaluate(formula, Pools.pool(0, 1, metrics)).results())
        .endsWith(";$runningTasksSample=[1,1,1,1,1,1,1,1,1,1]");
  }

  @Test
  void ofTenMinutesWithoutTheLastOneNinetyPercentAreThere() {
    Samples delayed = Samples.until(Pools.NOW.minusSeconds(60), Collections.nCopies(60, 0.1));
    PoolView pool = Pools.pool(0, 1, Map.of("$CPUPercent", delayed));

    assertThat(
            Formula.evaluate("n = len($CPUPercent.GetSample(TimeInterval_Minute * 10, 80))", pool)
                .results())
        .endsWith(";$n=18");
    assertThat(
            Formula.evaluate("n = len($CPUPercent.GetSample(TimeInterval_Minute * 10, 95))", pool)
                .error())
        .isEqualTo(
            new AutoscaleRun.Failure(
                "InsufficientSampleData",
                "Autoscale evaluation failed due to insufficient sample data",
                "Line 1, Col 9: Insufficient data from data set: $CPUPercent wanted 95%, received"
                    + " 90%"));
  }

  /** The .NET SDK's example says column 24, which is where the variable stands here. */
  @Test
  void insufficientSamplesAreToldWithTheirPlace() {
    AutoscaleRun run =
        Formula.evaluate(
            "$TargetDedicated = max($RunningTasks.GetSample(10 * TimeInterval_Minute, 100))",
            Pools.idle());

    assertThat(requireNonNull(run.error()).detail())
        .isEqualTo(
            "Line 1, Col 24: Insufficient data from data set: $RunningTasks wanted 100%, received"
                + " 0%");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // BatchExplorer-data's formula with escaped quotes, refused (Azure/BatchExplorer#2302)
        "lifespan = time() - time(\\\"Thu, 13 Oct 2016 19:00:00 GMT\\\"); $TargetDedicatedNodes=1",
        // Java's time with nine digits, refused (nextflow-io/nextflow#3866)
        "lifespan = time() - time(\"2023-04-14T13:19:46.362447123Z\"); $TargetDedicatedNodes=1",
        // articles calculate with samples as if they were numbers
        "$TargetDedicatedNodes = max(0, $PendingTasks);",
        "needed = ceil($PendingTasks / 4); $TargetDedicatedNodes = needed",
      })
  void whatTheServiceRefusesIsRefused(String formula) {
    assertThat(Formula.evaluate(formula, Pools.idle()).error()).isNotNull();
  }
}
