package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.images.Container.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of the contract in which a container is an agent of Azure DevOps. */
@SuppressWarnings("NullAway.Init") // prepare() sets it
@Tag("server")
class AgentEntrypointTest {

  private static final Path ENTRYPOINT = Programs.IMAGES.resolve("linux/entrypoint.sh");

  @TempDir Path folder;

  private StubGitHub azureDevOps;
  private int homes;

  @BeforeEach
  void prepare() throws Exception {
    Isolation.PROCESS_TREE.findOrSkip();
    azureDevOps = new StubGitHub(folder.resolve("azure-devops"));
  }

  @AfterEach
  void stop() throws Exception {
    if (azureDevOps != null) {
      azureDevOps.close();
    }
  }

  @Test
  void anAgentThatRanItsJobIsDoneAndItsRegistrationIsLeftToMayfly() throws Exception {
    azureDevOps.order("job build");

    End end = end(environment());

    assertThat(end.output()).contains("done: the runner ran a job (exit code 0)");
    assertThat(end.exitCode()).isZero();
    assertThat(azureDevOps.registered("agent-1", "url"))
        .isEqualTo("https://dev.azure.example/acme");
    assertThat(azureDevOps.registered("agent-1", "pool")).isEqualTo("Mayfly Linux");
    assertThat(azureDevOps.registered("agent-1", "arguments"))
        .isEqualTo("--unattended --acceptTeeEula");
    assertThat(azureDevOps.removed()).isEmpty();
  }

  @Test
  void itIsToldOfTheProxyWhenItRegisters() throws Exception {
    azureDevOps.order("job build");

    assertThat(end(environment("https_proxy", "http://proxy.example:3128")).exitCode()).isZero();

    assertThat(azureDevOps.registered("agent-1", "proxyurl"))
        .isEqualTo("http://proxy.example:3128");
  }

  @Test
  void itsLabelsAreItsCapabilitiesAndNoneReplacesAVariable() throws Exception {
    azureDevOps.order("job build");

    assertThat(end(environment("AZDO_LABELS", "linux,ubuntu-24.04,PATH")).exitCode()).isZero();

    assertThat(azureDevOps.registered("agent-1", "capabilities").lines())
        .contains("linux=1", "ubuntu-24.04=1")
        .doesNotContain("PATH=1")
        .noneMatch(line -> line.startsWith("AZDO_"));
  }

  @Test
  void theTokenIsInNoArgumentsNorInWhatAJobCouldReadNorPrinted() throws Exception {
    azureDevOps.order("job build");

    End end = end(environment());

    assertThat(azureDevOps.moments()).contains("listener", "job");
    for (String moment : azureDevOps.moments()) {
      assertThat(azureDevOps.evidence(moment, "arguments")).doesNotContain(azureDevOps.token);
    }
    assertThat(azureDevOps.evidence("job", "environments")).doesNotContain(azureDevOps.token);
    assertThat(azureDevOps.evidence("job", "own-environment")).doesNotContain(azureDevOps.token);
    assertThat(end.output()).doesNotContain(azureDevOps.token);
  }

  @Test
  void aTokenThatIsRefusedIsNotPrintedWithTheRefusal() throws Exception {
    End end = end(environment("AZDO_TOKEN", "EXPIRED0TOKEN"));

    assertThat(end.exitCode()).as(end.output()).isEqualTo(3);
    assertThat(end.output()).contains("VS30063", "token=***;").doesNotContain("EXPIRED0TOKEN");
  }

  @Test
  void aNameThatIsRegisteredIsRefusedAndNotReplaced() throws Exception {
    String unused = azureDevOps.jitConfig("agent-1");
    assertThat(end(environment("VSTS_AGENT_INPUT_REPLACE", "true")).exitCode()).isEqualTo(5);
    assertThat(azureDevOps.runners()).containsExactly("agent-1");
  }

  @Test
  void anAgentThatAzureDevOpsWantsToUpdateIsTooOld() throws Exception {
    azureDevOps.order("exit 4");

    assertThat(end(environment()).exitCode()).isEqualTo(7);
    assertThat(azureDevOps.removed()).containsExactly("token agent-1");
  }

  @Test
  void anIdleAgentThatIsTerminatedRemovesItsRegistration() throws Exception {
    try (Container container = start(environment())) {
      container.awaitLine("Listening for Jobs");
      container.terminate();

      End end = container.end();

      assertThat(end.exitCode()).as(end.output()).isEqualTo(143);
    }
    assertThat(azureDevOps.removed()).containsExactly("token agent-1");
    assertThat(azureDevOps.runners()).isEmpty();
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    for (String name : List.of("AZDO_TOKEN", "AZDO_POOL")) {
      Map<String, String> environment = environment();
      environment.remove(name);

      End end = end(environment);

      assertThat(end.exitCode()).isEqualTo(1);
      assertThat(end.output()).contains(name + " is not set");
    }
  }

  private Map<String, String> environment(String name, String value) {
    Map<String, String> environment = environment();
    environment.put(name, value);
    return environment;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("STUB", azureDevOps.folder.toString());
    environment.put("RUNNER_ALLOW_RUNASROOT", "1");
    environment.put("ActionsRunner_RETRY_SECONDS", "0");
    environment.put("AZDO_URL", "https://dev.azure.example/acme");
    environment.put("AZDO_TOKEN", azureDevOps.token);
    environment.put("AZDO_POOL", "Mayfly Linux");
    environment.put("AZDO_AGENT", "agent-1");
    environment.put("AZDO_AGENT_DISPOSE", "true");
    environment.put("AZDO_LABELS", "linux");
    return environment;
  }

  private End end(Map<String, String> environment) throws Exception {
    try (Container container = start(environment)) {
      return container.end();
    }
  }

  private Container start(Map<String, String> environment) throws Exception {
    Path home = folder.resolve("home-" + ++homes);
    StubPackage.copyAgentTo(home);
    environment.put("RUNNER_HOME", home.toString());
    return Container.start(
        Isolation.PROCESS_TREE,
        folder,
        "1001",
        List.of(ENTRYPOINT.toString()),
        environment,
        Duration.ofSeconds(60));
  }
}
