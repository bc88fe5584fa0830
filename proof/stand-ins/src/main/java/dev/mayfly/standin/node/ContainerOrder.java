package dev.mayfly.standin.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a task asks of the node that it runs on.
 *
 * @param name that no other container has.
 * @param directory of the task on the node, which gets its output.
 * @param admin whether the task's user is the administrator.
 * @param isolated whether nothing of the node is mounted.
 * @param imageDirectory whether it starts in the image's own directory, not in the task's.
 * @param options for {@code docker create}.
 */
public record ContainerOrder(
    String name,
    String image,
    Path directory,
    Map<String, String> environment,
    boolean admin,
    boolean isolated,
    boolean imageDirectory,
    List<String> options) {

  public ContainerOrder {
    environment = Map.copyOf(environment);
    options = List.copyOf(options);
  }

  Path workingDirectory() {
    return directory.resolve("wd");
  }

  Path stdout() {
    return directory.resolve("stdout.txt");
  }

  Path stderr() {
    return directory.resolve("stderr.txt");
  }

  /** Without the environment: a token is in it. */
  @Override
  public String toString() {
    return name + " of " + image;
  }
}
