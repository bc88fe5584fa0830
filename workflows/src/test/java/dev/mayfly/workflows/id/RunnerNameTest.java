package dev.mayfly.workflows.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerNameTest {

  private static final LifeId LIFE = new LifeId("mayfly", "github", 29679449526L);

  @Test
  void isLifeRunAndAttemptAndParsesBack() {
    RunnerName name = RunnerName.of(LIFE, "3fa91c55-0b77-4b8e-9f0e-2d3c4b5a6978", 1);

    assertThat(name).hasToString("mayfly-github-29679449526-3fa91c-1");
    assertThat(RunnerName.parse("mayfly-github-29679449526-3fa91c-1")).contains(name);
    assertThat(name.life()).isEqualTo(LIFE);
  }

  @Test
  void comparesWhateverTheCase() {
    assertThat(RunnerName.parse("MAYFLY-GitHub-29679449526-3FA91C-1"))
        .contains(new RunnerName(LIFE, "3fa91c", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GitHub Actions 5",
        "mayfly-github-29679449526",
        "mayfly-github-29679449526-3fa91c",
        "mayfly-github-29679449526-3fa91c-0",
        "mayfly-github-29679449526-3fa91c-10000",
        "mayfly-github-29679449526-3fa91g-1",
        "mayfly-github-29679449526-3fa91c-1 ",
        "mayfly-github-29679449526-3fa91c-1-2",
        // The sign for kelvin is a k in lower case.
        "\u212aay-github-1-3fa91c-1"
      })
  void whatIsNotARunnersNameIsForeign(String text) {
    assertThat(RunnerName.parse(text)).isEmpty();
  }

  @Test
  void partsThatWouldNotParseBackAreRefused() {
    assertThatThrownBy(() -> new RunnerName(LIFE, "3FA91C", 1)).hasMessageContaining("3FA91C");
    assertThatThrownBy(() -> new RunnerName(LIFE, "3fa91c", 0)).hasMessageContaining("-0");
    assertThatThrownBy(() -> RunnerName.read("foreign")).hasMessageContaining("foreign");
  }
}
