package dev.mayfly.autoscale;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language, part by part. */
class FormulaTest {

  private static String value(String expression) {
    AutoscaleRun run =
        Formula.evaluate(
            "x = " + expression,
            Pools.pool(3, 4, Map.of("$PendingTasks", Pools.of(1.0, 2.0, 6.0))));
    assertThat(run.error()).as(expression).isNull();
    return run.results().substring(run.results().indexOf("$x=") + 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 + 2 * 3 - 4 / 2 | 5",
        "(1 + 2) * 3       | 9",
        "1 / 4             | 0.25",
        "2e3               | 2000",
        "7 - 2 - 1         | 4",
        "-2 * -3           | 6",
        "!0 + !5           | 1",
        "1 < 2 == 1        | 1",
        "0 ? 1 : 0 ? 2 : 3 | 3",
        "\"a\" < \"b\"     | 1",
        "-0 == 0           | 1",
        "[1,2,3] * 2       | [2,4,6]",
        "[1,2,3] - [1,1,1] | [0,1,2]",
        "TimeInterval_Hour / 2                         | 00:30:00",
        "2 * TimeInterval_Day + TimeInterval_100ns     | 2.00:00:00.0000001",
        "-TimeInterval_Minute                          | -00:01:00",
        "TimeInterval_Week == 7 * TimeInterval_Day     | 1",
        "time(\"2020-02-29\") - time(\"2020-02\")      | 28.00:00:00",
        "TimeInterval_Day + time(\"2020-02-28T10:00Z\") | 2020-02-29T10:00:00.000Z",
        "time(\"Thu, 13 Oct 2016 19:18:47 GMT\").minute | 18",
        "time(\"2016-10-13T19:18:47.5+02:00\").hour    | 17",
        "$TaskSlotsPerNode + $TargetDedicatedNodes     | 7",
      })
  void operatorsBindAsInC(String expression, String result) {
    assertThat(value(expression)).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "avg(1,2,[3,6])           | 3",
        "len([1,2],3)             | 3",
        "len()                    | 0",
        "sum()                    | 0",
        "max(1,[5,2]) - min(1,2)  | 4",
        "norm(3,4)                | 5",
        "range(3,[9,4])           | 6",
        "std(1,2,3,4)             | 1.2909944487358056",
        "lg(8)                    | 3",
        "ln(1)                    | 0",
        "log(1000)                | 3",
        "log(vec(100))            | [2]",
        "lg([2,4])                | [1,2]",
        "ceil(1.2) + floor(1.8)   | 3",
        "round(2.5)               | 3",
        "round(-2.5)              | -3",
        "percentile([5,1,3], 50)  | 3",
        "percentile([5,1,3], 100) | 5",
        "percentile([5,1,3], 0)   | 1",
        "val([7,8,9], 1)          | 8",
        "rand() == rand()         | 0",
        "rand() < 1               | 1",
      })
  void functionsComeToWhatIsPublished(String expression, String result) {
    assertThat(value(expression)).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$PendingTasks.GetSample(2)                                | [2,6]",
        "$PendingTasks.GetSample(9)                                | [1,2,6]",
        "$PendingTasks.GetSample(TimeInterval_Minute)              | [2,6]",
        "$PendingTasks.GetSample(time() + -1 * TimeInterval_Minute, time()) | [2,6]",
        "$PendingTasks.GetSample(30 * TimeInterval_Second, 90 * TimeInterval_Second, 100) | [1,2]",
        "$PendingTasks.GetSamplePercent(3 * TimeInterval_Minute)   | 50",
        "$PendingTasks.GetSamplePeriod()                           | 00:00:30",
        "$PendingTasks.Count()                                     | 3",
        "$PendingTasks.HistoryBeginTime()                          | 2016-10-13T19:17:47.805Z",
        "$ActiveTasks.Count()                                      | 0",
      })
  void samplesAreFoundByNumberAndByTime(String expression, String result) {
    assertThat(value(expression)).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~                             | Line 1, Col 1: a formula has 1 to 100 statements, not 0",
        "x = 1 +;                       | Line 1, Col 8: unexpected ';'",
        "x = 1 y = 2                    | Line 1, Col 7: ';' expected before 'y'",
        "x = (1                         | Line 1, Col 7: ')' expected before the end of the"
            + " formula",
        "x = 5 % 2                      | Line 1, Col 7: unexpected '%'",
        "x = y                          | Line 1, Col 5: unknown variable y",
        "x = $Pending                   | Line 1, Col 5: unknown variable $Pending",
        "x = PendingTasks.Count()       | Line 1, Col 5: unknown variable PendingTasks",
        "x = sqrt(2)                    | Line 1, Col 5: unknown function sqrt",
        "x = avg()                      | Line 1, Col 5: avg of no values",
        "x = 1 - [1]                    | Line 1, Col 7: there is no double - doubleVec",
        "x = [1,2] + [1]                | Line 1, Col 11: the vectors differ in length",
        "x = time() - TimeInterval_Hour | Line 1, Col 12: there is no timestamp - timeinterval",
        "x = 1 + \"1\"                  | Line 1, Col 7: there is no double + string",
        "x = time().week                | Line 1, Col 12: a timestamp has no week",
        "x = $PendingTasks + 1          | Line 1, Col 19: there is no the samples of $PendingTasks"
            + " + double",
        "x = $PendingTasks.Get()        | Line 1, Col 5: $PendingTasks has no Get()",
        "x = val([1], 1)                | Line 1, Col 5: there is no element 1 of 1",
        "x = \"a\" ? 1 : 2              | Line 1, Col 5: a condition is a double, not a string",
        "$PendingTasks = 1              | Line 1, Col 1: $PendingTasks cannot be assigned to",
        "TargetDedicatedNodes = 1       | Line 1, Col 1: TargetDedicatedNodes cannot be assigned"
            + " to",
        "$TargetDedicatedNodes = 1 / 0  | Line 1, Col 1: $TargetDedicatedNodes cannot be Infinity",
        "$TargetDedicatedNodes = [1]    | Line 1, Col 1: $TargetDedicatedNodes cannot be [1]",
        "$NodeDeallocationOption = 1    | Line 1, Col 1: $NodeDeallocationOption cannot be 1",
        "x = time(\"yesterday\")        | Line 1, Col 5: neither W3C-DTF nor RFC 1123:"
            + " \"yesterday\"",
      })
  void aFaultIsToldWithItsPlace(String formula, String fault) {
    AutoscaleRun run = Formula.evaluate(formula, Pools.idle());

    assertThat(requireNonNull(run.error()).detail()).isEqualTo(fault);
    assertThat(run.targets().dedicated()).isEqualTo(2);
  }

  @Test
  void placesAreCountedOverLines() {
    assertThatThrownBy(() -> Formula.parse("// one\nx = 1;\n  y = ?"))
        .isInstanceOf(FormulaException.class)
        .hasMessage("Line 3, Col 7: unexpected '?'");
  }

  @Test
  void anUnchosenBranchIsNotEvaluated() {
    assertThat(value("0 ? $ActiveTasks.GetSample(TimeInterval_Hour, 100) : 1")).isEqualTo("1");
    assertThat(value("1 || 0 && 0")).isEqualTo("1");
    assertThat(value("0 && nothing")).isEqualTo("0");
    assertThat(value("1 || nothing")).isEqualTo("1");
  }

  @Test
  void theLongNameOfATargetWins() {
    AutoscaleRun run =
        Formula.evaluate("$TargetDedicatedNodes = 5; $TargetDedicated = 7;", Pools.idle());

    assertThat(run.targets().dedicated()).isEqualTo(5);
  }

  @Test
  void aFractionIsCutOffAndLessThanNothingIsNothing() {
    AutoscaleRun run =
        Formula.evaluate(
            "$TargetDedicatedNodes = 2.9; $TargetLowPriorityNodes = -1;", Pools.idle());

    assertThat(run.targets()).isEqualTo(new AutoscaleRun.Targets(2, 0, NodeDeallocation.REQUEUE));
  }

  @Test
  void stopLeavesTheRestOut() {
    AutoscaleRun run =
        Formula.evaluate(
            "$TargetDedicatedNodes = 1; stop(); $TargetDedicatedNodes = 2;", Pools.idle());

    assertThat(run.targets().dedicated()).isEqualTo(1);
  }

  @Test
  void variablesAreToldInTheOrderOfTheAlphabetWithTheirDollar() {
    assertThat(Formula.evaluate("b = 1; $a = b; c = $b", Pools.idle()).results())
        .endsWith("$NodeDeallocationOption=requeue;$a=1;$b=1;$c=1");
  }

  @Test
  void chanceRepeatsItselfByItsSeed() {
    PoolView other = new PoolView(Pools.NOW, 2, 0, 1, Map.of(), 2);

    String first = Formula.evaluate("x = rand()", Pools.idle()).results();

    assertThat(Formula.evaluate("x = rand()", Pools.idle()).results()).isEqualTo(first);
    assertThat(Formula.evaluate("x = rand()", other).results()).isNotEqualTo(first);
  }

  @Test
  void tooLongTooManyAndTooDeepAreRefused() {
    assertThat(Formula.evaluate(" ".repeat(8193), Pools.idle()).error()).isNotNull();
    assertThat(Formula.evaluate("x=1;".repeat(101), Pools.idle()).error()).isNotNull();
    assertThat(Formula.evaluate("x=1;".repeat(100), Pools.idle()).error()).isNull();
    assertThat(Formula.evaluate("x=" + "(".repeat(8000), Pools.idle()).error()).isNotNull();
    assertThat(Formula.evaluate("x=" + "!".repeat(8000), Pools.idle()).error()).isNotNull();
  }
}
