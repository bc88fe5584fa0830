package dev.mayfly.standin.node;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs each task in a container of Docker's, made as the node agent is documented to make it:
 * {@code docker create} with the task's user, its environment, the mounts and the directory that it
 * asks for, and its run options (Microsoft Learn, "Use Azure Batch to run container workloads",
 * Container settings for the task; "Batch container isolation task", Run a container isolation
 * task). A task's own command line is ignored: the product's is empty, which means the image's
 * entrypoint.
 */
public final class DockerEngine implements ContainerEngine {

  private final Settings settings;
  private final Mark mark = Mark.ofThisProcess();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "docker");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * The node's part in each container.
   *
   * @param images what an image's name stands for: a reference that Docker knows, and perhaps a
   *     command in place of its entrypoint. A name that is not here is a reference itself.
   * @param options for {@code docker create}, before the task's own.
   * @param user the uid and gid of a user who is not the administrator: one that no image knows.
   */
  public record Settings(Map<String, List<String>> images, List<String> options, int user) {

    /** The uid of a node's user where no other is named. */
    public static final int USER = 60_001;

    public Settings {
      images = Map.copyOf(images);
      options = List.copyOf(options);
    }
  }

  private DockerEngine(Settings settings) {
    this.settings = settings;
  }

  /**
   * Removes what engines have left whose process was killed.
   *
   * @throws IllegalArgumentException when no Docker answers, saying what to install.
   */
  public static DockerEngine start(Settings settings) {
    Docker.check();
    removeLeftovers();
    return new DockerEngine(settings);
  }

  /** Removes the containers of engines of this machine whose process is no more. */
  public static void removeLeftovers() {
    Mark.removeLeftovers();
  }

  @Override
  public CompletableFuture<Container> start(ContainerOrder order) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return run(order);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        },
        threads);
  }

  private Container run(ContainerOrder order) throws IOException {
    prepare(order);
    List<String> image = settings.images.getOrDefault(order.image(), List.of(order.image()));
    try {
      String unused = Docker.run(creation(order, image), variables(order));
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      throw isThere(image.get(0)) ? Unstartable.settings(why) : Unstartable.image(why);
    }
    try {
      String unused = Docker.run("start", order.name());
    } catch (IOException e) {
      DockerContainer.quietly("rm", "--force", "--volumes", order.name());
      throw Unstartable.command(String.valueOf(e.getMessage()));
    }
    return DockerContainer.follow(order, threads);
  }

  /** Makes the task's directory, as its user's. */
  private static void prepare(ContainerOrder order) throws IOException {
    Files.createDirectories(order.workingDirectory());
    if (!order.directory().toFile().setWritable(true, false)
        || !order.workingDirectory().toFile().setWritable(true, false)) {
      throw new IOException("cannot give " + order.directory() + " to the task's user");
    }
  }

  private List<String> creation(ContainerOrder order, List<String> image) {
    List<String> words = new ArrayList<>(List.of("create", "--name", order.name()));
    words.addAll(List.of("--label", mark.label()));
    words.addAll(List.of("--env-file", "/dev/stdin"));
    // "For Linux, Batch will map the user/group permission to the container", as root with the
    // elevation admin.
    int user = order.admin() ? 0 : settings.user;
    words.addAll(List.of("--user", user + ":" + user));
    if (!order.isolated()) {
      // All of AZ_BATCH_NODE_ROOT_DIR there, by the same path; here there is but the task's.
      words.addAll(List.of("--volume", order.directory() + ":" + order.directory()));
    }
    if (!order.imageDirectory()) {
      words.addAll(List.of("--workdir", order.workingDirectory().toString()));
    }
    words.addAll(settings.options);
    words.addAll(order.options());
    if (image.size() > 1) {
      words.addAll(List.of("--entrypoint", image.get(1)));
    }
    words.add(image.get(0));
    words.addAll(image.subList(Math.min(2, image.size()), image.size()));
    return words;
  }

  /** The environment, a line for each variable: a value with a line break is not to be had so. */
  private static String variables(ContainerOrder order) throws Unstartable {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> variable : variablesOf(order).entrySet()) {
      String line = variable.getKey() + "=" + variable.getValue();
      if (line.contains("\n")) {
        throw Unstartable.settings("a line break in the value of " + variable.getKey());
      }
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  /** "Any unselected data paths have their associated environment variables removed." */
  private static Map<String, String> variablesOf(ContainerOrder order) {
    Map<String, String> variables = new LinkedHashMap<>(order.environment());
    if (!order.isolated()) {
      variables.put("AZ_BATCH_TASK_DIR", order.directory().toString());
      variables.put("AZ_BATCH_TASK_WORKING_DIR", order.workingDirectory().toString());
    }
    return variables;
  }

  private static boolean isThere(String image) {
    try {
      return !Docker.run("image", "inspect", "--format", "{{.Id}}", image).isEmpty();
    } catch (IOException missing) {
      return false;
    }
  }

  @Override
  public List<String> containers() {
    return mark.containers();
  }

  @Override
  public void close() {
    mark.remove();
  }
}
