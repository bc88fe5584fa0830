package dev.mayfly.workflows.id;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskRefTest {

  private static final TaskRef TASK =
      new TaskRef(
          BatchJobId.parse("mayfly-ubuntu-1").orElseThrow(),
          RunnerName.parse("mayfly-github-7-3fa91c-1").orElseThrow());

  @Test
  void itsAddressTellsItAgain() {
    assertThat(TASK.at("https://acme.westeurope.batch.azure.com/"))
        .isEqualTo(
            "https://acme.westeurope.batch.azure.com/jobs/mayfly-ubuntu-1/tasks/mayfly-github-7-3fa91c-1");
    assertThat(TaskRef.parse(TASK.at("http://127.0.0.1:1/prefix"))).contains(TASK);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "https://x/jobs/j/tasks/t",
        "https://x/jobs/mayfly-ubuntu-1/tasks/mayfly-github-7-3fa91c-1/files",
        "javascript:/jobs/mayfly-ubuntu-1/tasks/mayfly-github-7-3fa91c-1"
      })
  void whatIsNoneOfOursIsNone(String address) {
    assertThat(TaskRef.parse(address)).isEmpty();
  }
}
