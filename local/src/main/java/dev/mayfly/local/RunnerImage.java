package dev.mayfly.local;

import dev.mayfly.local.stack.Root;
import dev.mayfly.standin.node.Docker;
import dev.mayfly.standin.node.DockerEngine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The image of runners for the stand-in of GitHub: {@code images/linux} with a stub of GitHub's
 * runner.
 */
public final class RunnerImage {

  public static final String NAME = "mayfly-demo-runner";
  public static final String ENTRYPOINT = "/usr/local/bin/entrypoint.sh";

  /** The uid of its own user. */
  public static final int USER = 1001;

  private static final int LAST_LINES = 20;

  private RunnerImage() {}

  /**
   * Builds it, which takes a moment where nothing has changed.
   *
   * @throws IllegalArgumentException when it cannot be built, saying what was missing.
   */
  public static void build(PrintStream out) {
    Docker.check();
    Path context = Root.find().resolve("images/linux");
    out.println("building " + NAME + " from images/linux (the first time takes a minute or two)…");
    try {
      String unused =
          Docker.run("build", "--build-arg", "PACKAGE=stub", "--tag", NAME, context.toString());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          lastLines(String.valueOf(e.getMessage()))
              + "\ndocker build of images/linux failed, see above. It needs BuildKit (Docker 23 and"
              + " newer have it; before, and where it says so, the package docker-buildx), the image"
              + " ubuntu:24.04 or a registry to pull it from, and Ubuntu's package archive",
          e);
    }
  }

  private static String lastLines(String text) {
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** Removes it, and the containers that a demo left which was killed. */
  static void clean(PrintStream out) {
    Docker.check();
    DockerEngine.removeLeftovers();
    try {
      String unused = Docker.run("image", "rm", "--force", NAME);
      out.println("the image " + NAME + " is removed, and what killed demos left");
    } catch (IOException e) {
      out.println("there is no image " + NAME + ": " + e.getMessage());
    }
  }
}
