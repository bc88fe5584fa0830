package dev.mayfly.workflows.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {

  @Test
  void anOrganizationCoversItsRepositoriesWhateverTheirCase() {
    Scope scope = Scope.ofOrganization("Acme");

    assertThat(scope.covers("acme/app", "ACME", null)).isTrue();
    assertThat(scope.covers("acme/app", null, null)).isTrue();
    assertThat(scope.covers("acmes/app", null, null)).isFalse();
    assertThat(scope.path()).isEqualTo("orgs/Acme");
    assertThat(scope.webPath()).isEqualTo("Acme");
  }

  @Test
  void theOrganizationThatTheForgeNamesCountsBeforeTheOwnerOfTheRepository() {
    assertThat(Scope.ofOrganization("acme").covers("acme/app", "other", null)).isFalse();
  }

  @Test
  void aRepositoryCoversItselfAlone() {
    Scope scope = Scope.ofRepository("acme/app");

    assertThat(scope.covers("ACME/App", null, null)).isTrue();
    assertThat(scope.covers("acme/app2", "acme", null)).isFalse();
    assertThat(scope.path()).isEqualTo("repos/acme/app");
    assertThat(scope.webPath()).isEqualTo("acme/app");
  }

  @Test
  void anEnterpriseCoversWhatSaysThatItBelongsToIt() {
    Scope scope = Scope.ofEnterprise("big");

    assertThat(scope.covers("acme/app", "acme", "Big")).isTrue();
    assertThat(scope.covers("acme/app", "acme", null)).isFalse();
    assertThat(scope.path()).isEqualTo("enterprises/big");
    assertThat(scope.webPath()).isEqualTo("enterprises/big");
  }

  @Test
  void exactlyOneIsNamed() {
    assertThatThrownBy(() -> new Scope(null, null, null)).hasMessageContaining("exactly one");
    assertThatThrownBy(() -> new Scope(null, "acme", "acme/app"))
        .hasMessageContaining("exactly one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "../x", "acme/app", "-acme", "acme?", "a\nb"})
  void anOrganizationIsALogin(String login) {
    assertThatThrownBy(() -> Scope.ofOrganization(login)).hasMessageContaining("a login");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme", "acme/", "/app", "acme/app/x", "acme/..", "acme/.", "acme/a b"})
  void aRepositoryIsOwnerAndName(String name) {
    assertThatThrownBy(() -> Scope.ofRepository(name)).hasMessageContaining("owner/name");
  }
}
