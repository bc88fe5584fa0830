package dev.mayfly.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForgeRulesTest {

  @TempDir Path directory;

  @Test
  void everyKeyOfAGiteaIsRead() throws Exception {
    Forge forge =
        forge(
            """
            type: gitea
            apiUrl: https://git.acme.com/api/v1/
            webUrl: https://git.acme.com/
            scopes: [{organization: acme}]
            labelSuffix: ":docker://node:22"
            capabilities: {busyGuard: true}
            environment: {NODE_EXTRA_CA_CERTS: /etc/ssl/acme.pem}
            """);

    assertThat(forge.type()).isEqualTo(Forge.Type.GITEA);
    assertThat(forge.apiUrl()).isEqualTo(URI.create("https://git.acme.com/api/v1"));
    assertThat(forge.labelSuffix()).isEqualTo(":docker://node:22");
    assertThat(forge.environment()).isEqualTo(Map.of("NODE_EXTRA_CA_CERTS", "/etc/ssl/acme.pem"));
    assertThat(forge.can(Capability.BUSY_GUARD)).isTrue();
    assertThat(forge.can(Capability.JIT)).isFalse();
    assertThat(forge.can(Capability.JOBS_BY_STATUS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "ghes, https://git.acme.com/api/v3, https://git.acme.com",
    "gitea, https://acme.com/git/api/v1, https://acme.com/git"
  })
  void theWebAddressIsBesideTheApi(String type, String apiUrl, String webUrl) throws Exception {
    Forge forge = forge("type: " + type + "\napiUrl: " + apiUrl + "\nscopes: [{organization: a}]");

    assertThat(forge.webUrl()).isEqualTo(URI.create(webUrl));
    assertThat(forge.labelSuffix()).isEqualTo(":host");
  }

  @Test
  void aGitHubNeedsNoAddress() throws Exception {
    Forge forge = forge("scopes: [{organization: acme}]");

    assertThat(forge.type()).isEqualTo(Forge.Type.GITHUB);
    assertThat(forge.apiUrl()).isEqualTo(URI.create("https://api.github.com"));
    assertThat(forge.can(Capability.JIT)).isTrue();
    assertThat(forge.can(Capability.JOBS_BY_STATUS)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type: ghes | forges.f.apiUrl: is required for type ghes: the REST API,"
            + " https://HOST/api/v3",
        "type: gitea | forges.f.apiUrl: is required for type gitea: the REST API,"
            + " https://HOST/api/v1",
        "type: gitea, apiUrl: 'https://h/api/v3' | forges.f.apiUrl: \"https://h/api/v3\" is not the"
            + " API of a gitea: expected https://HOST/api/v1",
        "type: forgejo | forges.f.type: \"forgejo\" is not one of github, ghes, gitea,"
            + " azure-devops",
        "type: azure-devops | forges.f.apiUrl: is required for type azure-devops: the REST API,"
            + " https://dev.azure.com/ORGANIZATION",
        "type: azure-devops, apiUrl: 'https://dev.azure.com/a' | forges.f.scopes[0]: expected"
            + " agentPool",
        "environment: {AZDO_TOKEN: x} | forges.f.environment.AZDO_TOKEN: is set for each runner",
        "capabilities: {jitt: true} | forges.f.capabilities.jitt: unknown key; did you mean"
            + " \"jit\"?",
        "labelSuffix: 'a b' | forges.f.labelSuffix: is not a suffix of labels",
        "environment: {'A-B': x} | forges.f.environment: \"A-B\" is not a variable's name",
        "environment: {GITEA_RUNNER_TOKEN: x} | forges.f.environment.GITEA_RUNNER_TOKEN: is set for"
            + " each runner",
        "environment: {ActionsRunner_URL: x} | forges.f.environment.ActionsRunner_URL: is set for",
        "environment: {AZ_BATCH_JOB_ID: x} | forges.f.environment.AZ_BATCH_JOB_ID: is set for"
      })
  void whatCannotBeIsAnError(String keys, String error) {
    InvalidConfigurationException e =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () -> read("{" + keys + ", scopes: [{organization: acme}]}", ""));

    assertThat(e).hasMessageContaining(error.replace("\n", " "));
  }

  @Test
  void anAzureDevOpsHasAgentPoolsAndItsAgentsRegisterWithItsApi() throws Exception {
    Forge forge =
        forge(
            """
            type: azure-devops
            apiUrl: https://dev.azure.com/acme/
            scopes: [{agentPool: Mayfly Linux}]
            """);

    assertThat(forge.type()).isEqualTo(Forge.Type.AZURE_DEVOPS);
    assertThat(forge.webUrl()).isEqualTo(URI.create("https://dev.azure.com/acme"));
    assertThat(forge.scopes()).containsExactly(Scope.ofAgentPool("Mayfly Linux"));
    assertThat(forge.can(Capability.JIT)).isFalse();
    assertThat(forge.can(Capability.BUSY_GUARD)).isFalse();
  }

  @Test
  void onlyAnAzureDevOpsHasAgentPools() {
    InvalidConfigurationException e =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () -> read("{scopes: [{organization: acme}, {agentPool: mayfly}]}", ""));

    assertThat(e)
        .hasMessageContaining(
            "forges.f.scopes[1]: expected enterprise, organization or repository: only an"
                + " azure-devops has agent pools");
  }

  @Test
  void aPoolCannotAskForWhatAForgeCannotDo() {
    String gitea = "{type: gitea, apiUrl: 'https://h/api/v1', scopes: [{organization: acme}]}";

    InvalidConfigurationException e =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () ->
                read(gitea, ", registration: jit, runnerGroup: special, cancelRunWhenSpent: true"));

    assertThat(e)
        .hasMessageContaining(
            "pools[0].registration: forge f makes no just-in-time configurations"
                + " (capabilities.jit)")
        .hasMessageContaining(
            "pools[0].runnerGroup: forge f has no runner groups (capabilities.runnerGroups)")
        .hasMessageContaining(
            "pools[0].cancelRunWhenSpent: forge f has no API that cancels runs"
                + " (capabilities.cancel)");
  }

  @Test
  void aRepositoryIsAScope() throws Exception {
    assertThat(forge("scopes: [{repository: acme/app}]").scopes())
        .containsExactly(Scope.ofRepository("acme/app"));
  }

  @Test
  void aRepositoryHasNoRunnerGroupsButTheDefaultOne() {
    InvalidConfigurationException e =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () ->
                read(
                    "{scopes: [{organization: acme}, {repository: acme/app}]}",
                    ", runnerGroup: special"));

    assertThat(e)
        .hasMessageContaining(
            "pools[0].runnerGroup: forge f has a scope repository, which has the default group"
                + " alone");
  }

  @Test
  void aCapabilityThatIsConfiguredCounts() throws Exception {
    String gitea =
        "{type: gitea, apiUrl: 'https://h/api/v1', scopes: [{organization: acme}],"
            + " capabilities: {jit: true}}";

    assertThat(read(gitea, ", registration: jit").fleet().pools()).hasSize(1);
  }

  private Forge forge(String keys) throws Exception {
    return read("\n    " + keys.strip().replace("\n", "\n    "), "")
        .fleet()
        .forge("f")
        .orElseThrow();
  }

  private TestConfiguration read(String forge, String pool) throws Exception {
    write(
        "mayfly.yml",
        "installation: mayfly\nforges:\n  f: "
            + forge
            + "\npools:\n  - {name: ubuntu, labels: [self-hosted, linux], batchPool: b, image: i"
            + pool
            + "}\n");
    write("service.yml", "fleet: mayfly.yml\ntoken: {env: TOKEN}\n");
    return TestConfiguration.factory(Map.of("TOKEN", "secret"))
        .build(new FileConfigurationSourceProvider(), directory.resolve("service.yml").toString());
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }
}
