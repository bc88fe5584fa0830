package dev.mayfly.serve.doctor;

import dev.mayfly.service.doctor.Finding;
import dev.mayfly.worker.forge.SignedIn;
import dev.mayfly.workflows.id.Scope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The permissions that a credential needs at GitHub, by docs/github.md, and those that it has. Of a
 * fine-grained token GitHub tells none: the request that it refuses names what it needs.
 *
 * @param readsHooks whether deliveries are sent again.
 * @param cancelsRuns whether a pool has the runs of jobs cancelled that are given up.
 */
record Permissions(String forge, boolean readsHooks, boolean cancelsRuns) {

  private static final String ORGANIZATION = "admin:org";
  private static final String REPOSITORY = "repo";

  // docs, "Scopes for OAuth apps": what includes another. Rule gh-token-headers.
  private static final Map<String, String> INCLUDED_IN =
      Map.of("manage_runners:enterprise", "admin:enterprise", "admin:repo_hook", REPOSITORY);

  Finding ofClassic(Set<String> has, Scope scope) {
    Set<String> missing = new LinkedHashSet<>(classic(scope));
    if (cancelsRuns) {
      missing.add(REPOSITORY);
    }
    missing.removeIf(it -> has.contains(it) || has.contains(INCLUDED_IN.getOrDefault(it, it)));
    return missing.isEmpty()
        ? Finding.ok(scope + ": all scopes")
        : lacks(scope, "scope " + String.join(", ", missing), "forges." + forge + ".token");
  }

  private List<String> classic(Scope scope) {
    if (scope.enterprise() != null) {
      return List.of("manage_runners:enterprise");
    }
    boolean isOrganization = scope.organization() != null;
    String runners = isOrganization ? ORGANIZATION : REPOSITORY;
    String hooks = isOrganization ? "admin:org_hook" : "admin:repo_hook";
    return readsHooks ? List.of(runners, hooks) : List.of(runners);
  }

  /** Nothing is asked of a fine-grained token, which has neither. */
  Finding ofApp(SignedIn app, Scope scope) {
    if (app.permissions().isEmpty() || !app.kind().endsWith(" in " + scope)) {
      return Finding.ok(app.kind());
    }
    String runners =
        scope.organization() != null ? "organization_self_hosted_runners" : "administration";
    List<String> missing = new ArrayList<>();
    if (!"write".equals(app.permissions().get(runners))) {
      missing.add(runners + ": write");
    }
    String actions = app.permissions().get("actions");
    if (cancelsRuns && !"write".equals(actions)) {
      missing.add("actions: write");
    } else if (actions == null) {
      missing.add("actions: read");
    }
    return missing.isEmpty()
        ? Finding.ok(app.kind() + ": all permissions")
        : lacks(scope, "permission " + String.join(", ", missing), "forges." + forge + ".app");
  }

  private static Finding lacks(Scope scope, String what, String setting) {
    return Finding.fault(
        "for " + scope + " the " + what + " is missing", "give " + setting + " the " + what);
  }
}
