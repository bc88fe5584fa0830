package dev.mayfly.serve.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.service.doctor.Finding;
import dev.mayfly.service.doctor.Question;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static Report of(Map<Question, Finding> findings) {
    return new Report(new EnumMap<>(findings));
  }

  private static final Report ONE_OF_EACH =
      of(
          Map.of(
              Question.TEMPORAL, Finding.ok("it answers"),
              Question.RETENTION, Finding.fault("1 d", "keep lives for 7 d"),
              Question.SCOPES, Finding.warning("few", "add some"),
              Question.CLOCK, Finding.skipped("not asked")));

  @Test
  void eachCheckHasALineInItsGroupAndEachFixOneBelow() {
    assertThat(ONE_OF_EACH.text(false))
        .isEqualTo(
            """
            Local
              ✓ Temporal           it answers
              ✗ retention          1 d
                  → keep lives for 7 d
              · clock              not asked
            Forge
              ! scopes             few
                  → add some
            Azure
            Consistency
            ✓ 1  · 1  ! 1  ✗ 1""");
  }

  @Test
  void onATerminalTheSignsAreColoured() {
    assertThat(ONE_OF_EACH.text(true))
        .contains("\u001b[31m✗\u001b[0m retention", "\u001b[32m✓\u001b[0m Temporal");
  }

  @Test
  void whatAStrangerNamedForgesNoLine() {
    Report report = of(Map.of(Question.SCOPES, Finding.warning("a\nb\u001b[2J", "c\r\nd")));

    assertThat(report.text(false)).contains("scopes             a b [2J\n", "→ c d\n");
  }

  @Test
  void programsGetTheSame() {
    assertThat(ONE_OF_EACH.json())
        .contains("\"check\" : \"retention\"", "\"level\" : \"fault\"", "\"faults\" : 1");
    assertThat(ONE_OF_EACH.hasFault()).isTrue();
    assertThat(of(Map.of(Question.SCOPES, Finding.warning("few", "add"))).hasFault()).isFalse();
  }

  @Test
  void ofSeveralTheWorstIsToldWithWhatElseIsWrong() {
    Finding all =
        Finding.all(
            List.of(
                Finding.ok("a"),
                Finding.warning("b", "to b"),
                Finding.fault("c", "to c"),
                Finding.fault("c", "to c")));

    assertThat(all).isEqualTo(new Finding(Finding.Level.FAULT, "b; c", List.of("to b", "to c")));
    assertThat(Finding.all(List.of())).isEqualTo(Finding.skipped("nothing to ask"));
  }
}
