package dev.mayfly.worker.forge;

/**
 * A just-in-time configuration: a secret, shown by no {@code toString}, and the registration that
 * the forge has made with it.
 */
public record JitConfig(String encoded, long runnerId) {

  @Override
  public String toString() {
    return "JitConfig[***, runnerId=" + runnerId + "]";
  }
}
