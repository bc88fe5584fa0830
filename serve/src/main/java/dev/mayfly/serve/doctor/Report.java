package dev.mayfly.serve.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.service.doctor.Diagnosis;
import dev.mayfly.service.doctor.Finding;
import dev.mayfly.service.doctor.Finding.Level;
import dev.mayfly.service.doctor.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All findings, for people and for programs. */
record Report(Map<Question, Finding> findings) {

  private static final int TITLE = 18;

  boolean hasFault() {
    return count(Level.FAULT) > 0;
  }

  private long count(Level level) {
    return findings.values().stream().filter(it -> it.level() == level).count();
  }

  /** A line for each check, and below what is bad a line for each thing to do. */
  String text(boolean coloured) {
    List<String> lines = new ArrayList<>();
    for (Question.Group group : Question.Group.values()) {
      lines.add(group.title());
      findings.forEach(
          (question, finding) -> {
            if (question.group() == group) {
              lines.add(line(question, finding, coloured));
              finding.fixes().forEach(fix -> lines.add("      → " + clean(fix)));
            }
          });
    }
    lines.add(
        Arrays.stream(Level.values())
            .map(level -> level.sign() + " " + count(level))
            .collect(Collectors.joining("  ")));
    return String.join("\n", lines);
  }

  private static String line(Question question, Finding finding, boolean coloured) {
    Level level = finding.level();
    String sign =
        coloured ? "\u001b[" + level.colour() + "m" + level.sign() + "\u001b[0m" : level.sign();
    return "  %s %s %s"
        .formatted(
            sign,
            question.title() + " ".repeat(Math.max(0, TITLE - question.title().length())),
            clean(finding.says()));
  }

  /** Names may hold what a stranger wrote: no line of the terminal can be forged by them. */
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  String json() {
    try {
      return new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(Diagnosis.of(findings));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
