package dev.mayfly.acceptance.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The stub of the runner's package, as an image holds it. */
final class StubPackage {

  static final Path SOURCE =
      Programs.ROOT
          .resolve("proof/acceptance/src/test/resources/images/stub-runner")
          .toAbsolutePath();

  static final Path AGENT = SOURCE.resolveSibling("stub-agent");

  private StubPackage() {}

  /** That of the agent of Azure DevOps. */
  static void copyAgentTo(Path home) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    copy(SOURCE, "stub.sh", home);
    copy(AGENT, "config.sh", home);
    copy(AGENT, "bin/Agent.Listener", home);
  }

  private static void copy(Path source, String file, Path home) throws IOException {
    Path copy = Files.copy(source.resolve(file), home.resolve(file));
    if (!copy.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + copy + " executable");
    }
  }

  /** Makes a package at a folder, to be changed before a container gets it. */
  static Path at(Path home) throws IOException {
    copyTo(home);
    return home;
  }

  /** Leaves a folder alone that exists. */
  static void copyTo(Path home) throws IOException {
    if (Files.exists(home)) {
      return;
    }
    Files.createDirectories(home.resolve("bin"));
    for (String file :
        List.of("stub.sh", "config.sh", "bin/Runner.Listener", "bin/Runner.Worker")) {
      copy(SOURCE, file, home);
    }
  }
}
