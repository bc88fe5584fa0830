package dev.mayfly.service.crypto;

/** Something sealed that cannot be opened here; names the key's id, never a key or a text. */
public final class KeyException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  KeyException(String message) {
    super(message);
  }
}
