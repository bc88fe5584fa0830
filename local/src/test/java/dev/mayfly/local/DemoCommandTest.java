package dev.mayfly.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.local.chaos.Chaos;
import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.node.EngineKind;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The options of the demo. */
class DemoCommandTest {

  @Test
  void theOptionsOfTheDemoAreWhatTheWordsSay() {
    Path file = Path.of("f");

    assertOptions("", 3, false, null, null, List.of(), false, null);
    assertOptions("--keep", 3, true, null, null, List.of(), false, null);
    assertOptions("--jobs 1", 1, false, null, null, List.of(), false, null);
    assertOptions("--jobs 1000 --keep", 1000, true, null, null, List.of(), false, null);
    assertOptions("--workflow f", 3, false, file, null, List.of(), false, null);
    assertOptions("--payload f", 1, false, null, file, List.of(), false, null);
    assertOptions("--chaos", 3, false, null, null, List.of(), true, null);
    assertOptions("--seed 7 --chaos --jobs 200", 200, false, null, null, List.of(), true, 7L);
    assertOptions("--labels a,b --payload f", 1, false, null, file, List.of("a", "b"), false, null);
    assertThat(parse("--chaos --lost-queued 30").lostQueued).isEqualTo(30);
    DemoCommand silent = parse("--no-webhooks --jobs 20");
    assertThat(silent.withoutWebhooks).isTrue();
    assertThat(silent.jobs()).isEqualTo(20);
    assertThat(parse("--app").app).isTrue();
    assertThat(parse("--azure-devops").azureDevOps).isTrue();
    assertThat(parse("--engine docker").engine).isEqualTo(EngineKind.DOCKER);
    assertThat(parse("--jobs 1").engine).isEqualTo(EngineKind.PROCESS);
    assertThatThrownBy(() -> parse("--workflow")).hasMessageContaining("'--workflow' (<workflow>)");
  }

  /** Everything else is as by default. */
  private static void assertOptions(
      String line,
      int jobs,
      boolean keep,
      @Nullable Path workflow,
      @Nullable Path payload,
      List<String> labels,
      boolean chaos,
      @Nullable Long seed) {
    DemoCommand options = parse(line);

    assertThat(options.jobs()).as(line).isEqualTo(jobs);
    assertThat(options.keep).as(line).isEqualTo(keep);
    assertThat(options.workflow).as(line).isEqualTo(workflow);
    assertThat(options.payload).as(line).isEqualTo(payload);
    assertThat(options.labels()).as(line).isEqualTo(labels);
    assertThat(options.chaos).as(line).isEqualTo(chaos);
    assertThat(options.seed).as(line).isEqualTo(seed);
    assertThat(options.lostQueued).as(line).isEqualTo(Chaos.LOST_WITHOUT_TRACE);
    assertThat(options.withoutWebhooks || options.app || options.azureDevOps).as(line).isFalse();
  }

  private static DemoCommand parse(String line) {
    return Commands.parse(new DemoCommand(), line.isEmpty() ? new String[0] : line.split(" ", -1));
  }
}
