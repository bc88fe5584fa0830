package dev.mayfly.service.entra;

import dev.mayfly.service.http.Redirects;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Entra ID gave no token, so no other service was asked. Carries no body and no cause, because
 * those quote what was sent.
 */
public final class TokenException extends IOException {

  private static final long serialVersionUID = 1L;

  // 404 and 410 are for a machine whose identities are being set up.
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403);
  private static final Pattern OAUTH_ERROR = Pattern.compile("\"error\"\\s*:\\s*\"(\\w{1,60})\"");
  private static final Pattern ENTRA_ERROR = Pattern.compile("AADSTS[0-9]{1,9}");

  /** The status of what was not answered. */
  private static final int NO_ANSWER = 0;

  private final int status;
  private final transient @Nullable Duration retryAfter;

  private TokenException(String message, int status, @Nullable Duration retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /**
   * There was an answer without a token. Of its body only codes are kept: the text is the
   * authority's, and may repeat what it was sent.
   */
  static TokenException answered(int status, String body, @Nullable Duration retryAfter) {
    String codes = (first(OAUTH_ERROR, body, 1) + first(ENTRA_ERROR, body, 0)).strip();
    return new TokenException(
        status + (codes.isEmpty() ? "" : " " + codes.replace(' ', ',').replace(",", ", ")),
        status,
        retryAfter);
  }

  /**
   * @param message what {@link Redirects#refused} tells.
   */
  static TokenException redirected(int status, String message) {
    return new TokenException(status + ", " + message, status, null);
  }

  private static String first(Pattern pattern, String text, int group) {
    Matcher found = pattern.matcher(text);
    return found.find() ? found.group(group) + " " : "";
  }

  /** The file or the machine's set-up is not as the configuration says. */
  static TokenException notSetUp(String message) {
    return new TokenException(message, 401, null);
  }

  static TokenException unreachable(String message) {
    return new TokenException(message, NO_ANSWER, null);
  }

  /** Adds the identity that asked and the authority that was asked. */
  TokenException of(String identity, String audience) {
    return new TokenException(
        identity + " got no token for " + audience + ": " + getMessage(), status, retryAfter);
  }

  /** Returns whether asking again is in vain until the operator has mended something. */
  public boolean isRefusal() {
    return REFUSALS.contains(status) || Redirects.isOne(status);
  }

  /** The answer's status; 0: there was none. */
  public int status() {
    return status;
  }

  /** The pause that the answer asks for; absent when it asks for none. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
