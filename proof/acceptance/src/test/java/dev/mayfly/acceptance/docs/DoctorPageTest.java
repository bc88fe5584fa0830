package dev.mayfly.acceptance.docs;

import static dev.mayfly.acceptance.docs.Project.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.service.doctor.Question;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The doctor's page has every check, and no other. */
class DoctorPageTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([A-Za-z ]+)` \\| \\S[^|]* \\| \\S[^|]* \\|$");

  @Test
  void hasARowForEveryCheck() {
    assertThat(ROW.matcher(read("docs/doctor.md")).results().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Question.values()).map(Question::title).toList());
  }
}
