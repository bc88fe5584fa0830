package dev.mayfly.standin.server;

/** A step that this process takes when it ends in good order, until it is closed. */
public final class ShutdownHook implements AutoCloseable {

  private final Thread thread;

  private ShutdownHook(Thread thread) {
    this.thread = thread;
  }

  /**
   * Adds one.
   *
   * @throws IllegalStateException when this process is ending already.
   */
  public static ShutdownHook add(String name, Runnable step) {
    Thread thread = new Thread(step, name);
    Runtime.getRuntime().addShutdownHook(thread);
    return new ShutdownHook(thread);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException goingDown) {
      // Then the hook runs, and finds nothing to do.
    }
  }
}
