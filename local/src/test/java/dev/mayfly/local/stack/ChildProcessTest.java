package dev.mayfly.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildProcessTest {

  @TempDir Path directory;

  @Test
  void theVariablesOfAUserCount() throws Exception {
    Map<String, String> variables = Map.of("PATH", "another", "MAYFLY_ONLY_HERE", "400");
    try (ChildProcess child =
        new ChildProcess("env", List.of("/usr/bin/env"), directory.resolve("log"), variables)) {
      child.start();
      while (child.isAlive()) {
        Thread.onSpinWait();
      }

      assertThat(child.output().lines())
          .contains("MAYFLY_ONLY_HERE=400", "PATH=" + System.getenv("PATH"));
    }
  }
}
