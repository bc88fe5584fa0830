package dev.mayfly.worker.forge;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What GitHub says in its headers that a request needs: permissions of Apps and fine-grained
 * tokens, scopes of classic tokens.
 *
 * @see <a href="https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api">
 *     GitHub's description</a>
 */
final class NeededPermission {

  private static final int LONGEST = 200;

  private NeededPermission() {}

  /** For people; empty where the headers do not say. */
  static Optional<String> of(Headers headers) {
    String permissions = clean(headers.get("X-Accepted-GitHub-Permissions"));
    if (!permissions.isEmpty()) {
      return Optional.of("needs the permission " + inWords(permissions));
    }
    String scopes = clean(headers.get("X-Accepted-OAuth-Scopes"));
    return scopes.isEmpty() || headers.get("X-OAuth-Scopes") == null
        ? Optional.empty()
        : Optional.of("needs one of the scopes " + scopes + "; the token has " + had(headers));
  }

  private static String had(Headers headers) {
    String scopes = clean(headers.get("X-OAuth-Scopes"));
    return scopes.isEmpty() ? "none" : scopes;
  }

  // "a=write,b=read; c=write": both of the first, or the last.
  private static String inWords(String permissions) {
    return Arrays.stream(permissions.split(";", -1))
        .map(String::strip)
        .map(set -> set.replace("=", ": ").replaceAll("\\s*,\\s*", " and "))
        .collect(Collectors.joining(", or "));
  }

  private static String clean(@Nullable String header) {
    String text = header == null ? "" : header.replaceAll("\\p{Cntrl}+", " ").strip();
    return text.substring(0, Math.min(LONGEST, text.length()));
  }
}
