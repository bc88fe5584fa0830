package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.images.Programs.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that raises the runner's version, on a copy of the images and notes in a file. */
@Tag("server")
class RaiseTest {

  private static final List<String> FILES =
      List.of("raise", "README.md", "linux/Dockerfile", "windows/Dockerfile");
  private static final String LINUX = "a".repeat(64);
  private static final String WINDOWS = "b".repeat(64);
  private static final String ARM = "c".repeat(64);
  private static final String NOTES =
      """
      ## SHA-256 Checksums
      - actions-runner-win-x64-2.999.1.zip <!-- BEGIN SHA win-x64 -->%s<!-- END SHA win-x64 -->
      - actions-runner-linux-arm64-2.999.1.tar.gz <!-- BEGIN SHA linux-arm64 -->%s<!-- END -->
      - actions-runner-linux-x64-2.999.1.tar.gz <!-- BEGIN SHA linux-x64 -->%s<!-- END SHA -->
      """
          .formatted(WINDOWS, ARM, LINUX);

  @TempDir Path images;

  @BeforeEach
  void copy() throws IOException {
    for (String file : FILES) {
      Files.createDirectories(images.resolve(file).getParent());
      Files.copy(Programs.IMAGES.resolve(file), images.resolve(file));
    }
  }

  @Test
  void raisesVersionAndChecksumsEverywhere() throws Exception {
    Ran ran = raise("2.999.1", NOTES);

    assertThat(ran.exitCode()).as(ran.output()).isZero();
    assertThat(read("linux/Dockerfile"))
        .contains("ARG RUNNER_VERSION=2.999.1\nARG RUNNER_SHA256=" + LINUX + "\n")
        .contains("\nARG RUNNER_SHA256_ARM64=" + ARM + "\n");
    assertThat(read("windows/Dockerfile"))
        .contains("ARG RUNNER_VERSION=2.999.1\nARG RUNNER_SHA256=" + WINDOWS + "\n");
    assertThat(read("README.md")).contains("| `RUNNER_VERSION` | `2.999.1` |");
  }

  @Test
  void changesNothingWithoutAChecksumForEach() throws Exception {
    Ran ran = raise("2.999.1", NOTES.replace("win-x64-2.999.1.zip", "win-x64-2.999.0.zip"));

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.output()).contains("no checksum", "win-x64-2.999.1.zip", "nothing was changed");
    isUnchanged();
  }

  @Test
  void takesNoOlderVersionAndNoWordForOne() throws Exception {
    assertThat(raise("2.299.0", NOTES).output()).contains("2.299.0 is not newer than ");
    assertThat(raise("latest", NOTES).output()).contains("expected a version");
    isUnchanged();
  }

  private Ran raise(String version, String notes) throws Exception {
    Path file = Files.writeString(images.resolve("notes.md"), notes);
    return Programs.run(List.of(images.resolve("raise").toString(), version, file.toString()));
  }

  private void isUnchanged() throws IOException {
    for (String file : FILES) {
      assertThat(read(file)).isEqualTo(Files.readString(Programs.IMAGES.resolve(file)));
    }
  }

  private String read(String file) throws IOException {
    return Files.readString(images.resolve(file));
  }
}
