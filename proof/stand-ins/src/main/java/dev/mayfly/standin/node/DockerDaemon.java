package dev.mayfly.standin.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Docker of its own in a privileged container (docker-library/docker: docker:dind), for tasks
 * that may use one. They reach it by a socket in a volume, so that nothing else does; it sees
 * nothing of the machine's own Docker. It has the mark of an engine's containers, and is removed
 * with them.
 */
public record DockerDaemon(String container, String volume) implements AutoCloseable {

  private static final String PLACE = "/run/mayfly-docker";

  /** Where a task finds it: the value of DOCKER_HOST. */
  public static final String HOST = "unix://" + PLACE + "/docker.sock";

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /**
   * Starts one, and returns once it answers.
   *
   * @param image one whose entrypoint runs the words that it is given.
   * @param group the gid of the tasks that may use it.
   * @throws IllegalArgumentException when it does not start, saying why.
   */
  public static DockerDaemon start(String image, int group) throws IOException {
    String container = run(image, group);
    try {
      DockerDaemon daemon = new DockerDaemon(container, volumeOf(container));
      daemon.awaitAnswer(image);
      return daemon;
    } catch (IOException | RuntimeException e) {
      DockerContainer.quietly("rm", "--force", "--volumes", container);
      throw e;
    }
  }

  /** The words replace the image's own, by which it would listen on the network, too. */
  private static String run(String image, int group) {
    Mark mark = Mark.next();
    List<String> words = new ArrayList<>(List.of("run", "--detach", "--privileged"));
    words.addAll(List.of("--label", mark.label(), "--volume", PLACE, image));
    words.addAll(List.of("dockerd", "--host", HOST, "--group", String.valueOf(group)));
    try {
      String said = Docker.run(words.toArray(String[]::new));
      return said.substring(said.lastIndexOf('\n') + 1); // a pull says what it does, before
    } catch (IOException e) {
      mark.remove(); // one that could not be started is there
      throw new IllegalArgumentException(
          "no Docker could be started from the image " + image + ": " + e.getMessage(), e);
    }
  }

  private static String volumeOf(String container) throws IOException {
    String mount = "{{if eq .Destination \"" + PLACE + "\"}}{{.Name}}{{end}}";
    return Docker.run("inspect", "--format", "{{range .Mounts}}" + mount + "{{end}}", container);
  }

  private void awaitAnswer(String image) throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalArgumentException(
            "the Docker of the image %s does not answer; its last words: %s"
                .formatted(image, Docker.run("logs", "--tail", "5", container)));
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a Docker started", e);
    }
  }

  private boolean answers() {
    try {
      return !Docker.run("exec", container, "docker", "--host", HOST, "version").isEmpty();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns the options of a container that may use it. */
  public List<String> options() {
    return List.of("--volume", volume + ":" + PLACE);
  }

  /** Removes it, and all that was made by it. */
  @Override
  public void close() {
    DockerContainer.quietly("rm", "--force", "--volumes", container);
  }
}
