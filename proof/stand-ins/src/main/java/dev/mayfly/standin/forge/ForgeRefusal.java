package dev.mayfly.standin.forge;

/** A request that GitHub answers with an error: the status and its message. */
final class ForgeRefusal extends RuntimeException {

  private final int status;

  ForgeRefusal(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
