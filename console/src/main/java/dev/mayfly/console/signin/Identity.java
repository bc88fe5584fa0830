package dev.mayfly.console.signin;

import static java.util.Objects.requireNonNullElse;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A person as the provider's token has them.
 *
 * @param name to be shown; may be another one next year.
 * @param subject which is nobody else's, ever.
 * @param groupsLeftOut whether the token has a link in place of the groups, as they were too many.
 *     Rule azure-oidc-groups-200.
 */
record Identity(String name, String subject, Set<Role> roles, boolean groupsLeftOut) {

  static Identity of(IDTokenClaimsSet token, Map<String, List<Role>> groups) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    texts(token, "roles").forEach(it -> add(it, roles));
    texts(token, "groups").forEach(it -> roles.addAll(groups.getOrDefault(it, List.of())));
    String subject = token.getSubject().getValue();
    String name =
        Stream.of("preferred_username", "email", "name")
            .map(it -> requireNonNullElse(token.getStringClaim(it), ""))
            .filter(it -> !it.isBlank())
            .findFirst()
            .orElse(subject);
    boolean leftOut = token.getClaim("_claim_names") != null || token.getClaim("hasgroups") != null;
    return new Identity(name, subject, roles, leftOut);
  }

  /**
   * Takes what the application's roles are called; any other is of no meaning here. Rule
   * azure-oidc-roles.
   */
  private static void add(String value, Set<Role> roles) {
    for (Role role : Role.values()) {
      if (role.name().equals(value.toUpperCase(Locale.ROOT))) {
        roles.add(role);
      }
    }
  }

  private static List<String> texts(IDTokenClaimsSet token, String claim) {
    @Nullable List<String> texts = token.getStringListClaim(claim);
    return texts == null ? List.of() : texts;
  }
}
