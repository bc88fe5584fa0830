package dev.mayfly.acceptance.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.local.stack.LocalTemporal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("server")
class LocalTemporalTest {

  @TempDir Path directory;

  @Test
  void aDevServerWhosePortsWereTakenIsStartedAgain() throws Exception {
    Path binary = TemporalCli.findOrSkip().binary();
    Path taken = directory.resolve("taken");
    Path script =
        script(
            "if mkdir '" + taken + "' 2>/dev/null; then echo 'address already in use'; exit 1; fi",
            "exec '" + binary + "' \"$@\"");

    try (LocalTemporal temporal = LocalTemporal.start(cli(script), directory)) {
      assertThat(taken).exists();
      assertThat(temporal.ui()).isPresent();
    }
  }

  @Test
  void aDevServerThatNeverStartsIsGivenUpWithItsLastWords() throws Exception {
    Path script = script("echo \"$1: no such command\"; exit 1");

    assertThatThrownBy(() -> LocalTemporal.start(cli(script), directory))
        .hasMessageContaining("ended before it answered")
        .hasMessageContaining("server: no such command");
  }

  private static Map<String, String> cli(Path binary) {
    return Map.of("TEMPORAL_CLI", binary.toString());
  }

  private Path script(String... lines) throws IOException {
    Path file = directory.resolve("temporal");
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
