package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OperatorCommandsTest {

  @Test
  void eachIsGivenTheFileThatItAsksFor() {
    assertThat(
            OperatorCommands.all(
                WorkerConfiguration.class, Function.identity(), InstantSource.system()))
        .hasSize(3)
        .allSatisfy(
            command ->
                assertThat(((OperatorCommand<?>) command).getConfigurationClass())
                    .isEqualTo(WorkerConfiguration.class));
  }
}
