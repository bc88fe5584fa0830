package dev.mayfly.workflows.explanation;

import static dev.mayfly.workflows.explanation.Case.FIRST;
import static dev.mayfly.workflows.explanation.Case.LIFE;
import static dev.mayfly.workflows.explanation.Case.QUEUED;
import static dev.mayfly.workflows.explanation.Case.at;
import static dev.mayfly.workflows.explanation.Case.queued;
import static dev.mayfly.workflows.explanation.EndKind.*;
import static dev.mayfly.workflows.explanation.OutcomeKind.*;
import static dev.mayfly.workflows.explanation.Step.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  @Test
  void print() {
    cases().forEach((n, f) -> {
      Explanation e = Explanation.of(f);
      System.out.println(n + " -> " + e.situation());
      e.text(at(372)).forEach(System.out::println);
      System.out.println();
    });
  }

  static Map<String, Facts> cases() { return Cases.all(); }
}
