package dev.mayfly.standin.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Runs each task in a container of Docker's, by a {@link Creation}. */
public final class DockerEngine implements ContainerEngine {

  private final Settings settings;
  private final @Nullable Path place;
  private final Mark mark = Mark.next();
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

  private DockerEngine(Settings settings, @Nullable Path place) {
    this.settings = settings;
    this.place = place;
  }

  /**
   * Removes what engines have left whose process was killed.
   *
   * @throws IllegalArgumentException when no Docker answers, saying what to install.
   */
  public static DockerEngine start(Settings settings) {
    return start(settings, null);
  }

  /**
   * Starts one as above.
   *
   * @param place the folder of the tasks' files; absent: where the system has such.
   */
  public static DockerEngine start(Settings settings, @Nullable Path place) {
    Docker.check();
    removeLeftovers();
    return new DockerEngine(settings, place);
  }

  @Override
  public Path newDirectory() throws IOException {
    return place == null
        ? ContainerEngine.super.newDirectory()
        : Files.createTempDirectory(place, "tasks-");
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
    Creation creation = new Creation(order, settings);
    String variables = creation.variables();
    try {
      String unused = Docker.run(creation.words(mark), variables);
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      throw isThere(creation.image()) ? Unstartable.settings(why) : Unstartable.image(why);
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
