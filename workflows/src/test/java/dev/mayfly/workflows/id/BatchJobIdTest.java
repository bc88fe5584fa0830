package dev.mayfly.workflows.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchJobIdTest {

  @Test
  void isInstallationPoolAndGenerationAndParsesBackWhateverTheCase() {
    BatchJobId id = new BatchJobId("mayfly", "ubuntu", 1);

    assertThat(id).hasToString("mayfly-ubuntu-1");
    assertThat(BatchJobId.parse("Mayfly-Ubuntu-1")).contains(id);
  }

  @Test
  void theNextOneIsTheNextGeneration() {
    assertThat(new BatchJobId("mayfly", "ubuntu", 9).next()).hasToString("mayfly-ubuntu-10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "RunnerLinux",
        "mayfly-ubuntu",
        "mayfly-ubuntu-0",
        "mayfly-ubuntu-1-2",
        "\u212aay-ubuntu-1",
        "job-1"
      })
  void whatIsNotOursIsForeign(String text) {
    assertThat(BatchJobId.parse(text)).isEmpty();
  }

  @Test
  void theLastGenerationHasNoNextSinceItsIdWouldBeForeign() {
    BatchJobId last = new BatchJobId("mayfly", "ubuntu", 999_999);

    assertThat(BatchJobId.parse(last.toString())).contains(last);
    assertThatThrownBy(last::next).hasMessageContaining("mayfly-ubuntu-1000000");
  }

  @Test
  void partsThatWouldNotParseBackAreRefused() {
    assertThatThrownBy(() -> new BatchJobId("mayfly", "u-b", 1)).hasMessageContaining("u-b");
    assertThatThrownBy(() -> BatchJobId.read("job-1")).hasMessageContaining("job-1");
  }
}
