package dev.mayfly.worker.forge;

import dev.mayfly.workflows.Scope;

/** A personal access token, the same for every scope. */
public final class TokenAuth implements ForgeAuth {

  private final String token;

  /**
   * @throws IllegalArgumentException for a blank token, or one that no header can carry; the
   *     message never shows it.
   */
  public TokenAuth(String token) {
    if (token.isBlank() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "a forge's token must be printable ASCII without spaces; is there a line break at its end?");
    }
    this.token = token;
  }

  @Override
  public String authorization(Scope scope) {
    return "Bearer " + token;
  }

  @Override
  public String toString() {
    return "TokenAuth[***]";
  }
}
