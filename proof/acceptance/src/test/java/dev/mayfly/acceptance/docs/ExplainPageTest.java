package dev.mayfly.acceptance.docs;

import static dev.mayfly.acceptance.docs.Project.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.explanation.Situation;
import dev.mayfly.workflows.explanation.State;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that explains explanations has every situation, and no other. */
class ExplainPageTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([A-Za-z]+)` \\| ([A-Z ]+) \\| \\S[^|]* \\| \\S[^|]* \\|$");

  private static List<MatchResult> rows() {
    return ROW.matcher(read("docs/explain.md")).results().toList();
  }

  @Test
  void hasARowForEverySituation() {
    assertThat(rows().stream().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(names(Situation.class).toList());
  }

  private static Stream<String> names(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type.getSimpleName())
        : Stream.of(type.getPermittedSubclasses()).flatMap(ExplainPageTest::names);
  }

  @Test
  void hasEveryHeadline() {
    assertThat(rows().stream().map(row -> row.group(2)).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(State.values()).map(State::word).toList());
  }
}
