package dev.mayfly.service.inquiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.id.LifeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

  private static final LifeId LIFE = new LifeId("mayfly", "github", 29679449526L);

  private static Reference read(String words) {
    return Reference.read(words, "mayfly", "github");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "29679449526",
        "mayfly-github-29679449526",
        "mayfly-github-29679449526-3fa91c-1",
        "MAYFLY-GITHUB-29679449526-3FA91C-1"
      })
  void aJobIsNamedByItsIdItsLifeOrARunner(String words) {
    assertThat(read(words)).isEqualTo(new Reference(LIFE, null));
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/acme/shop/actions/runs/9182/job/29679449526",
    "https://github.com/acme/shop/actions/runs/9182/job/29679449526?pr=3#step:2:1",
    "https://github.com/acme/shop/actions/runs/9182/attempts/2/job/29679449526/",
    "https://api.github.com/repos/acme/shop/actions/jobs/29679449526",
    "https://ghes.corp/sub/acme/shop/actions/runs/9182/jobs/29679449526",
  })
  void anAddressSaysTheRepositoryToo(String words) {
    assertThat(read(words)).isEqualTo(new Reference(LIFE, "acme/shop"));
  }

  @Test
  void whatAnIdSaysWinsOverTheOptions() {
    assertThat(Reference.read("ci-ghes-7", "mayfly", "github").life())
        .isEqualTo(new LifeId("ci", "ghes", 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "29679449526a",
        "https://github.com/acme/shop/pull/7",
        "https://github.com/acme/shop/actions/runs/9182",
        "https://github.com/acme/shop/actions/runs/9182/job/99999999999999999999",
        "mayfly-github-29679449526 ; x"
      })
  void whatIsNoJobIsToldWithWhatIsExpected(String words) {
    assertThatThrownBy(() -> read(words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a job: " + words)
        .hasMessageContaining("…/actions/runs/9182/job/29679449526");
  }
}
