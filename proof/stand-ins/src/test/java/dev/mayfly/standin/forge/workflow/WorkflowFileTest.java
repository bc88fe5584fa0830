package dev.mayfly.standin.forge.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowFileTest {

  @Test
  void expandsAMatrixWithItsExcludesAndIncludes() {
    WorkflowFile file =
        WorkflowFile.parse(
            """
            jobs:
              test:
                name: test ${{ matrix.jdk }} on ${{ matrix.os }}
                runs-on: [self-hosted, "${{ matrix.os }}"]
                strategy:
                  matrix:
                    os: [linux, windows]
                    jdk: [17, 21]
                    exclude:
                      - {os: windows, jdk: 17}
                    include:
                      - {os: linux, jdk: 21, flag: -fast}
                      - {os: mac, jdk: 21}
                steps:
                  - run: mvn verify ${{ matrix.flag }}
            """);

    assertThat(file.jobs())
        .extracting(JobPlan::name)
        .containsExactly(
            "test 17 on linux", "test 21 on linux", "test 21 on windows", "test 21 on mac");
    assertThat(file.jobs().get(1).labels()).containsExactly("self-hosted", "linux");
    assertThat(file.jobs().get(1).steps().get(0).run()).isEqualTo("mvn verify -fast");
    assertThat(file.jobs().get(0).steps().get(0).run()).isEqualTo("mvn verify ");
  }

  @Test
  void namesTheJobsOfAMatrixAsGitHubDoes() {
    WorkflowFile file =
        WorkflowFile.parse(
            """
            jobs:
              b:
                runs-on: ${{ matrix.on }}
                strategy: {matrix: {on: [[self-hosted, gpu], linux]}}
            """);

    assertThat(file.jobs().get(0).labels()).containsExactly("self-hosted", "gpu");
    assertThat(file.jobs().get(1).labels()).containsExactly("linux");
    assertThat(file.jobs().get(1).name()).isEqualTo("b (linux)");
  }

  @Test
  void makesOneJobOfEachIncludeWhereThereIsNothingElse() {
    WorkflowFile file =
        WorkflowFile.parse(
            "jobs: {b: {runs-on: x, strategy: {matrix: {include: [{a: 1}, {a: 2}]}}}}");

    assertThat(file.jobs()).extracting(JobPlan::name).containsExactly("b (1)", "b (2)");
  }

  @Test
  void readsNeedsAndEnvFromOutsideIn() {
    WorkflowFile file =
        WorkflowFile.parse(
            """
            env: {A: file, B: file, C: file}
            jobs:
              one: {runs-on: x}
              two:
                runs-on: {group: g, labels: [x, y]}
                needs: one
                env: {B: job, C: job}
                steps:
                  - {run: "true", env: {C: step}}
                  - uses: actions/checkout@v4
            """);

    JobPlan two = file.jobs().get(1);
    assertThat(two.needs()).containsExactly("one");
    assertThat(two.labels()).containsExactly("x", "y");
    assertThat(two.steps().get(0).env())
        .containsEntry("A", "file")
        .containsEntry("B", "job")
        .containsEntry("C", "step");
    assertThat(two.steps())
        .extracting(StepPlan::name)
        .isEqualTo(List.of("Run true", "Run actions/checkout@v4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs: {}", "name: x", "", "jobs: {a: {steps: []}}", "jobs: ["})
  void refusesWhatIsNoWorkflow(String yaml) {
    assertThatThrownBy(() -> WorkflowFile.parse(yaml)).isInstanceOf(IllegalArgumentException.class);
  }
}
