package dev.mayfly.worker.forge.http;

import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The permission that a refused request needs: as GitHub's headers name it, permissions of Apps and
 * fine-grained tokens or scopes of classic tokens, and otherwise the likely one.
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

  /** Returns the permission that a request about a scope's runners likely needs. */
  static String likely(Forge forge, Scope scope) {
    if (forge.type() == Forge.Type.AZURE_DEVOPS) {
      return "is the token expired, revoked or of another organization, or has it not the scopes"
          + " Agent Pools (read, manage) and Build (read), or its owner no role in the "
          + scope
          + "?";
    }
    if (forge.type() == Forge.Type.GITEA) {
      return scope.enterprise() != null
          ? "is it the token of an administrator, with the scope write:admin?"
          : scope.organization() != null
              ? "does the organization exist, and has the token the scope write:organization?"
              : "does the repository exist, and has the token the scope write:repository?";
    }
    if (scope.enterprise() != null) {
      return "does the enterprise exist, and has the token the scope manage_runners:enterprise?";
    }
    return scope.organization() != null
        ? "does the organization exist, and has the token the permission"
            + " organization_self_hosted_runners: write, or the classic scope admin:org?"
        : "does the repository exist, and has the token the permission administration: write,"
            + " or the classic scope repo?";
  }
}
