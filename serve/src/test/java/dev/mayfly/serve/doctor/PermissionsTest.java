package dev.mayfly.serve.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.worker.forge.SignedIn;
import dev.mayfly.workflows.id.Scope;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {

  private static final Scope ORGANIZATION = Scope.ofOrganization("acme");
  private static final Scope REPOSITORY = Scope.ofRepository("acme/app");

  private static final Permissions PLAIN = new Permissions("github", false, false);
  private static final SignedIn READS =
      app(Map.of("organization_self_hosted_runners", "write", "actions", "read"));

  private static Set<String> set(String words) {
    return Arrays.stream(words.split(" ", -1)).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource({
    "admin:org, false, ''",
    "admin:org, true, admin:org_hook",
    "repo, true, 'admin:org, admin:org_hook'",
    "admin:org admin:org_hook, true, ''",
  })
  void ofAnOrganization(String has, boolean readsHooks, String missing) {
    assertThat(
            new Permissions("github", readsHooks, false).ofClassic(set(has), ORGANIZATION).fixes())
        .isEqualTo(
            missing.isEmpty()
                ? List.of()
                : List.of("give forges.github.token the scope " + missing));
  }

  @Test
  void whatIncludesAnotherSuffices() {
    Permissions all = new Permissions("github", true, false);

    assertThat(all.ofClassic(Set.of("repo"), REPOSITORY).isBad()).isFalse();
    assertThat(all.ofClassic(Set.of("admin:enterprise"), Scope.ofEnterprise("acme")).isBad())
        .isFalse();
    assertThat(all.ofClassic(Set.of("repo"), Scope.ofEnterprise("acme")).fixes())
        .containsExactly("give forges.github.token the scope manage_runners:enterprise");
  }

  private static SignedIn app(Map<String, String> permissions) {
    return new SignedIn(
        "App 12 in orgs/acme", null, null, permissions, List.of(), 0, 0, Instant.EPOCH);
  }

  @Test
  void ofAnAppInItsScopeAlone() {
    SignedIn weak = app(Map.of("organization_self_hosted_runners", "read"));

    assertThat(PLAIN.ofApp(weak, ORGANIZATION).fixes())
        .containsExactly(
            "give forges.github.app the permission organization_self_hosted_runners: write,"
                + " actions: read");
    assertThat(PLAIN.ofApp(weak, REPOSITORY).isBad()).isFalse();
    assertThat(PLAIN.ofApp(READS, ORGANIZATION).isBad()).isFalse();
  }

  @Test
  void whatCancelsRunsNeedsToWriteActions() {
    Permissions cancelling = new Permissions("github", false, true);

    assertThat(cancelling.ofApp(READS, ORGANIZATION).fixes())
        .containsExactly("give forges.github.app the permission actions: write");
    assertThat(cancelling.ofClassic(Set.of("admin:org"), ORGANIZATION).fixes())
        .containsExactly("give forges.github.token the scope repo");
    assertThat(cancelling.ofClassic(Set.of("repo"), REPOSITORY).isBad()).isFalse();
  }
}
