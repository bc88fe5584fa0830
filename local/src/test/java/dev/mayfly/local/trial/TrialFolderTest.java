package dev.mayfly.local.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("server")
class TrialFolderTest {

  @TempDir Path directory;

  @Test
  void oneTrialHasItAndNothingIsLeftAtItsEnd() throws Exception {
    Path path = directory.resolve("trial");

    try (TrialFolder folder = TrialFolder.take(path)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
          .isEqualTo("rwx------");
      assertThatThrownBy(() -> TrialFolder.take(path))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("runs on this machine already");
    }

    assertThat(path).doesNotExist();
    TrialFolder.take(path).close();
  }

  @Test
  void whatAKilledOneLeftIsRemovedItsServerToo() throws Exception {
    Path left = Files.createDirectories(directory.resolve("tasks-1/wd")).resolve("file");
    Files.writeString(left, "x");
    // The words of a server that a killed process leaves; it runs until it is killed.
    Process server =
        new ProcessBuilder("sh", "-c", "sleep 600; : \"$1\"", "temporal", database()).start();

    try (TrialFolder folder = TrialFolder.take(directory)) {
      assertThat(folder.path().resolve("tasks-1")).doesNotExist();
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly();
      Files.createDirectories(directory);
    }
  }

  private String database() {
    return directory.resolve("temporal.db").toString();
  }
}
