package dev.mayfly.acceptance.containers;

import dev.mayfly.local.RunnerImage;
import dev.mayfly.local.stack.Root;
import dev.mayfly.standin.node.Docker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image that a test makes and removes, since no registry may be reached. */
record TestImage(String tag) implements AutoCloseable {

  /**
   * The lines that give an image Docker's command line and daemon, as the variant full has them.
   */
  private static final String DOCKER = "COPY docker.sh /\nRUN bash /docker.sh\n";

  /**
   * @param directory of the test, for the files that it is built from.
   */
  static TestImage build(String name, Path directory, String dockerfile, Path... files)
      throws IOException {
    Path folder = Files.createDirectory(directory.resolve(name));
    Files.writeString(folder.resolve("Dockerfile"), dockerfile);
    Files.copy(Root.find().resolve("images/linux/docker.sh"), folder.resolve("docker.sh"));
    for (Path file : files) {
      Files.createLink(folder.resolve(file.getFileName()), file);
    }
    String tag = "mayfly-test-" + name;
    String unused = Docker.run("build", "--tag", tag, folder.toString());
    return new TestImage(tag);
  }

  /**
   * The runner's image with Docker's command line in it.
   *
   * @param more lines of its Dockerfile.
   * @param files that these name.
   */
  static TestImage withDocker(String name, Path directory, String more, Path... files)
      throws IOException {
    String dockerfile = "FROM " + RunnerImage.NAME + "\nUSER root\n" + DOCKER + more;
    return build(name, directory, dockerfile, files);
  }

  @Override
  public void close() throws IOException {
    String unused = Docker.run("image", "rm", "--force", tag);
  }
}
