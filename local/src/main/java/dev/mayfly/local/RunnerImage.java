package dev.mayfly.local;

import dev.mayfly.local.stack.Root;
import dev.mayfly.standin.node.Docker;
import dev.mayfly.standin.node.DockerEngine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The images of runners that are built here from {@code images/linux}: for the stand-in of GitHub
 * with a stub of GitHub's runner, for GitHub with the real one.
 */
public final class RunnerImage {

  public static final String NAME = "mayfly-demo-runner";
  public static final String ENTRYPOINT = "/usr/local/bin/entrypoint.sh";

  private static final int LAST_LINES = 20;

  private RunnerImage() {}

  /**
   * Builds it, which takes a moment where nothing has changed.
   *
   * @throws IllegalArgumentException when it cannot be built, saying what was missing.
   */
  public static void build(PrintStream out) {
    build(NAME, List.of("--build-arg", "PACKAGE=stub"), out);
  }

  /**
   * Builds the one for a real forge, with GitHub's runner, and returns its name. It fails as above.
   *
   * @param full with what jobs often want, Docker's command line among it.
   */
  public static String buildReal(boolean full, PrintStream out) {
    String target = full ? "full" : "slim";
    String name = "mayfly-trial-runner:" + target;
    build(name, List.of("--target", target), out);
    return name;
  }

  private static void build(String name, List<String> options, PrintStream out) {
    Docker.check();
    Path context = Root.find().resolve("images/linux");
    out.println("building " + name + " from images/linux (the first time takes a minute or two)…");
    List<String> words = new ArrayList<>(List.of("build", "--tag", name));
    words.addAll(options);
    words.add(context.toString());
    try {
      String unused = Docker.run(words.toArray(String[]::new));
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
