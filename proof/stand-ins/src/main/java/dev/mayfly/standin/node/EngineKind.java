package dev.mayfly.standin.node;

/** The kinds of engine that there are. */
public enum EngineKind {
  PROCESS,
  DOCKER;

  /**
   * The option by which a container reaches stand-ins, which listen on loopback alone: on an
   * address that a bridge leads to they would be open to other machines, and run what these queue.
   */
  public static final String ON_LOOPBACK = "--network=host";

  /**
   * Starts one.
   *
   * @param settings of which a process engine needs the images.
   * @throws IllegalArgumentException when no Docker answers, saying what to install.
   */
  public ContainerEngine start(DockerEngine.Settings settings) {
    return this == DOCKER ? DockerEngine.start(settings) : new ProcessEngine(settings.images());
  }
}
