package dev.mayfly.standin.forge;

import java.security.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A GitHub App that the stand-in knows, installed on its organization.
 *
 * @param clientId may stand in a JWT in place of the id.
 * @param key what its JWTs are verified with.
 * @param permissions such as {@code actions} → {@code read}.
 * @param tokenLifetime of its installation's tokens; GitHub's is an hour. Rule
 *     gh-installation-token-hour.
 */
public record StandInApp(
    long id,
    String clientId,
    PublicKey key,
    Map<String, String> permissions,
    Duration tokenLifetime) {

  /** The permissions that the documentation asks for, of an organization's App. */
  public static final Map<String, String> PERMISSIONS =
      Map.of(
          "actions", "read",
          "administration", "write",
          "metadata", "read",
          "organization_self_hosted_runners", "write");

  public StandInApp {
    permissions = Map.copyOf(permissions);
  }

  /** With all that Mayfly needs. */
  public static StandInApp of(long id, PublicKey key, Duration tokenLifetime) {
    return new StandInApp(id, "Iv23standin" + id, key, PERMISSIONS, tokenLifetime);
  }

  /** The same with one permission more, or another level of it. */
  public StandInApp with(String permission, String level) {
    Map<String, String> all = new HashMap<>(permissions);
    all.put(permission, level);
    return new StandInApp(id, clientId, key, all, tokenLifetime);
  }

  /** The one installation. */
  long installation() {
    return 47_000_000 + id;
  }

  boolean may(Needed needed) {
    String has = permissions.getOrDefault(needed.permission(), "none");
    return has.equals("write") || has.equals(needed.level());
  }

  /**
   * The permission that a request needs.
   *
   * @param level {@code read} or {@code write}.
   */
  record Needed(String permission, String level) {

    /** By docs "Permissions required for GitHub Apps": the first that fits. */
    private static final List<Rule> RULES =
        List.of(
            new Rule("orgs/[^/]+/hooks.*", "organization_hooks"),
            new Rule("repos/[^/]+/[^/]+/hooks.*", "repository_hooks"),
            new Rule("orgs/[^/]+/actions/.*", "organization_self_hosted_runners"),
            new Rule("repos/[^/]+/[^/]+/actions/runners.*", "administration"),
            new Rule("repos/[^/]+/[^/]+/(commits/[^/]+/)?check-runs.*", "checks"),
            new Rule("repos/[^/]+/[^/]+/actions/.*", "actions"),
            new Rule("enterprises/.*", "enterprise"),
            new Rule(".*", "metadata"));

    private record Rule(String paths, String permission) {}

    /** By its path; an enterprise's runners are for no App. Rule gh-app-permissions. */
    static Needed of(String method, String path) {
      String level = method.equals("GET") ? "read" : "write";
      return RULES.stream()
          .filter(rule -> path.matches(rule.paths()))
          .findFirst()
          .map(rule -> new Needed(rule.permission(), level))
          .orElseThrow();
    }

    @Override
    public String toString() {
      return permission + "=" + level;
    }
  }
}
