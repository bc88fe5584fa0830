package dev.mayfly.service.doctor;

import dev.mayfly.service.doctor.Finding.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All findings, for programs.
 *
 * @param faults how many are one.
 * @param warnings how many are one.
 */
public record Diagnosis(List<Line> checks, long faults, long warnings) {

  /**
   * A check that was made.
   *
   * @param level {@code ok}, {@code skipped}, {@code warning} or {@code fault}.
   * @param fixes what to do, each naming the setting.
   */
  public record Line(String group, String check, String level, String says, List<String> fixes) {}

  /** Returns the findings in the order of their questions. */
  public static Diagnosis of(Map<Question, Finding> findings) {
    return new Diagnosis(
        findings.entrySet().stream().map(it -> line(it.getKey(), it.getValue())).toList(),
        count(findings, Level.FAULT),
        count(findings, Level.WARNING));
  }

  private static Line line(Question question, Finding finding) {
    return new Line(
        question.group().title(),
        question.title(),
        finding.level().name().toLowerCase(Locale.ROOT),
        finding.says(),
        finding.fixes());
  }

  private static long count(Map<Question, Finding> findings, Level level) {
    return findings.values().stream().filter(it -> it.level() == level).count();
  }
}
