package dev.mayfly.worker.forge.auth;

import dev.mayfly.worker.forge.http.ForgeAuth;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.workflows.id.Scope;
import java.util.function.Supplier;

/**
 * A personal access token or an OAuth token, the same for every scope. It is read anew for every
 * request, so another one may take its place at any time.
 */
public final class TokenAuth implements ForgeAuth {

  private final Supplier<String> token;

  /**
   * @throws IllegalArgumentException for a blank token, or one that no header can carry; the
   *     message never shows it.
   */
  public TokenAuth(String token) {
    this(() -> token);
  }

  /**
   * @param token asked at once, and again for every request.
   * @throws IllegalArgumentException as above.
   */
  public TokenAuth(Supplier<String> token) {
    this.token = token;
    check(token.get());
  }

  private static String check(String token) {
    if (token.isBlank() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "a forge's token must be printable ASCII without spaces; is there a line break at its"
              + " end?");
    }
    return token;
  }

  @Override
  public String authorization(Scope scope) {
    try {
      return "Bearer " + check(token.get());
    } catch (IllegalArgumentException e) {
      throw new ForgeException(Kind.POOL_FAULT, String.valueOf(e.getMessage()), null);
    }
  }

  @Override
  public String toString() {
    return "TokenAuth[***]";
  }
}
