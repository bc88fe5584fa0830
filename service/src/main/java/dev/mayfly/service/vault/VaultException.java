package dev.mayfly.service.vault;

/** A secret that a vault does not give, and what to do about it; never a secret. */
public final class VaultException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what is told; never a secret.
   */
  public VaultException(String message) {
    super(message);
  }
}
