package dev.mayfly.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.ScalingSettings;
import dev.mayfly.workflows.id.Scope;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.jackson.Jackson;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictConfigurationFactoryTest {

  private static final String FLEET =
      """
      installation: mayfly
      forges:
        github:
          scopes: [{organization: acme}]
      pools:
        - {name: ubuntu, labels: [self-hosted, linux], batchPool: b, image: i}
      """;

  @TempDir Path directory;

  @BeforeEach
  void aFleetWithoutErrors() throws IOException {
    write("mayfly.yml", FLEET);
  }

  @Test
  void whatIsLeftOutHasItsDefault() throws Exception {
    TestConfiguration read = read("fleet: mayfly.yml\ntoken: {env: TOKEN}\n");

    assertThat(read.temporal()).isEqualTo(TemporalSettings.DEFAULT);
    assertThat(read.temporal().taskQueue()).isEqualTo("mayfly");
    assertThat(read.temporal().uiUrl()).isEqualTo(URI.create("http://127.0.0.1:8233"));
    assertThat(read.fleet().forge("github").orElseThrow().apiUrl())
        .isEqualTo(URI.create("https://api.github.com"));
    assertThat(read.fleet().forge("github").orElseThrow().webUrl())
        .isEqualTo(URI.create("https://github.com"));
    assertThat(read.fleet().pools().get(0).deadlines()).isEqualTo(Deadlines.DEFAULT);
  }

  @Test
  void everyKeyIsRead() throws Exception {
    write(
        "mayfly.yml",
        """
        installation: m1
        forges:
          ghes:
            apiUrl: https://ghes.acme.com/api/v3
            webUrl: https://ghes.acme.com
            scopes: [{enterprise: big}, {organization: acme}]
        pools:
          - name: gpu
            labels: [gpu, linux]
            require: [GPU]
            batchPool: b
            image: i
            os: linux
            elevation: nonAdmin
            cpus: 1.5
            memory: 4g
            pidsLimit: 4096
            shmSize: 1g
            docker: none
            registration: jit
            runnerGroup: special
            deadlines: {online: 45m, idle: 90s, job: 6h, exit: 500ms}
            maxRunners: 12
            scaling:
              minimum: 1
              maximum: 30
              warm: [{nodes: 3, from: 07:00, until: 19:30, days: [monday, TUESDAY]}]
              timeZone: Europe/Berlin
              idle: 20m
              gather: 3s
              nodes: spot
              formula: |
                $NodeDeallocationOption = taskcompletion;
            cancelRunWhenSpent: true
            retired: true
        """);

    TestConfiguration read =
        read(
            """
            fleet: mayfly.yml
            token: {env: TOKEN}
            temporal:
              {address: "t.acme.com:7233", namespace: ci, taskQueue: q, uiUrl: "https://t.acme.com"}
            """);

    assertThat(read.token().reveal()).isEqualTo("s3cret");
    assertThat(read.temporal())
        .isEqualTo(
            new TemporalSettings(
                "t.acme.com:7233", "ci", "q", URI.create("https://t.acme.com"), null));
    assertThat(read.fleet().installation()).isEqualTo("m1");
    assertThat(read.fleet().forge("ghes").orElseThrow().apiUrl())
        .isEqualTo(URI.create("https://ghes.acme.com/api/v3"));
    assertThat(read.fleet().forge("ghes").orElseThrow().scopes())
        .containsExactly(Scope.ofEnterprise("big"), Scope.ofOrganization("acme"));
    assertThat(read.fleet().pools())
        .containsExactly(
            new Pool(
                "gpu",
                List.of("gpu", "linux"),
                List.of("GPU"),
                "b",
                "i",
                Pool.OperatingSystem.LINUX,
                Pool.Elevation.NONADMIN,
                new BigDecimal("1.5"),
                "4g",
                4096,
                "1g",
                Pool.Docker.NONE,
                Pool.Registration.JIT,
                "special",
                new Deadlines(
                    Duration.ofMinutes(45),
                    Duration.ofSeconds(90),
                    Duration.ofHours(6),
                    Duration.ofMillis(500)),
                12,
                new ScalingSettings(
                    1,
                    30,
                    List.of(
                        new ScalingSettings.Warm(
                            3, "07:00", "19:30", List.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY))),
                    "Europe/Berlin",
                    Duration.ofMinutes(20),
                    Duration.ofSeconds(3),
                    ScalingSettings.Kind.SPOT,
                    "$NodeDeallocationOption = taskcompletion;\n"),
                true,
                true));
  }

  @Test
  void everyErrorOfBothFilesIsInOneMessageWithItsPath() throws Exception {
    write(
        "mayfly.yml",
        """
        instalation: mayfly
        forges:
          GitHub:
            apiUrl: api.github.com
            scope: []
            scopes: [{organisation: acme}, {organization: a, repository: a/b}, acme]
        pools:
          - {name: Ubuntu, labels: [self-hosted, linux], batchPool: b}
          - not a pool
          -
          - name: win
            labels: []
            batchPool: ""
            image: i
            registration: password
            retired: maybe
            deadlines: {online: 0s, idle: 10, job: -1h, exti: 15s}
        """);

    assertThat(
            errors(
                """
                flet: mayfly.yml
                fleet: mayfly.yml
                token: plain
                temporal: {address: nowhere, adress: "a:1"}
                server:
                  type: simpel
                logging:
                  level: [a]
                metrics: 5
                """))
        .anySatisfy(
            f ->
                assertThat(f).matches(".*gateway.yml: flet: unknown key; did you mean \"fleet\".*"))
        .anySatisfy(f -> assertThat(f).matches(".*gateway.yml: token: expected \\{env: NAME}.*"))
        .satisfies(
            each(
                "gateway.yml: temporal.address: expected host:port",
                "gateway.yml: temporal.adress: unknown key; did you mean \"address\"?"))
        .anySatisfy(
            f ->
                assertThat(f)
                    .contains("gateway.yml: server")
                    .contains("unknown type \"simpel\"; expected one of"))
        .satisfies(
            each(
                "gateway.yml: logging.level: expected text, found a list",
                "gateway.yml: metrics: expected a section",
                "mayfly.yml: instalation: unknown key; did you mean \"installation\"?",
                "mayfly.yml: installation: is required: a name",
                "mayfly.yml: forges.GitHub: must match",
                "mayfly.yml: forges.GitHub.apiUrl: expected an address",
                "mayfly.yml: forges.GitHub.scope: unknown key",
                "mayfly.yml: forges.GitHub.scopes[0].organisation: unknown key; did you"
                    + " mean \"organization\"?",
                "mayfly.yml: forges.GitHub.scopes[1]: a scope names exactly one",
                "mayfly.yml: forges.GitHub.scopes[2]: expected a section",
                "mayfly.yml: pools[0].name: must match",
                "mayfly.yml: pools[0].image: is required",
                "mayfly.yml: pools[1]: expected a section",
                "mayfly.yml: pools[2]: has no value",
                "mayfly.yml: pools[3].labels: must not be empty",
                "mayfly.yml: pools[3].batchPool: must not be blank",
                "mayfly.yml: pools[3].registration: \"password\" is not one of token, jit",
                "mayfly.yml: pools[3].retired: \"maybe\" is not true or false",
                "mayfly.yml: pools[3].deadlines.online: \"0s\" must be longer than zero",
                "mayfly.yml: pools[3].deadlines.idle: \"10\" is not a duration such as",
                "mayfly.yml: pools[3].deadlines.job: \"-1h\" is not a duration",
                "mayfly.yml: pools[3].deadlines.exti: unknown key; did you mean \"exit\"?"))
        .hasSize(28);
  }

  @Test
  void aPoolThatCouldServeNoJobAndANameUsedTwiceAreErrors() throws Exception {
    write(
        "mayfly.yml",
        FLEET
            + "  - {name: ubuntu, labels: [linux], batchPool: b, image: i}\n"
            + "  - {name: odd, labels: [self-hosted, 'a,b'], batchPool: b, image: i}\n");

    assertThat(errors("fleet: mayfly.yml\ntoken: {env: TOKEN}\n"))
        .satisfies(
            each(
                "pools[1].name: another pool is called \"ubuntu\"",
                "pools[1].require: \"self-hosted\" is not among",
                "pools[2].labels[1]: is not a label"))
        .hasSize(3);
  }

  @Test
  void theFleetMayStandInTheServicesOwnFile() throws Exception {
    String inline = "fleet:\n" + FLEET.indent(2) + "token: {env: TOKEN}\n";

    assertThat(read(inline).fleet())
        .isEqualTo(read("fleet: mayfly.yml\ntoken: {env: TOKEN}\n").fleet());
    assertThat(
            errors(
                inline
                    .replace("mayfly\n", "M\n")
                    .replace("labels: [self-hosted, linux]", "labels: [linux], cpu: 2")))
        .satisfies(
            each(
                "gateway.yml: fleet.installation: ",
                "gateway.yml: fleet.pools[0].cpu: unknown key; did you mean \"cpus\"",
                "gateway.yml: fleet.pools[0].require: \"self-hosted\" is not among"))
        .hasSize(3);
    assertThat(errors("fleet: [mayfly.yml]\ntoken: {env: TOKEN}\n"))
        .singleElement()
        .asString()
        .contains("gateway.yml: fleet: expected the path of the common file of forges and pools");
  }

  @Test
  void noForgeMayBeCalledLikeThePools() throws Exception {
    write("mayfly.yml", FLEET.replace("github:", "pool:"));

    assertThat(errors("fleet: mayfly.yml\ntoken: {env: TOKEN}\n"))
        .singleElement()
        .asString()
        .contains("mayfly.yml: forges.pool: no forge may be called so");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aCapThatAdmitsNoRunnerIsAnError(int maxRunners) throws Exception {
    write("mayfly.yml", FLEET.replace("image: i}", "image: i, maxRunners: " + maxRunners + "}"));

    assertThat(errors("fleet: mayfly.yml\ntoken: {env: TOKEN}\n"))
        .singleElement()
        .asString()
        .contains("mayfly.yml: pools[0].maxRunners: must be at least 1; leave it out for no cap");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                             | .maximum: is required: the most nodes that there may be",
        "{maximum: 0}                   | .maximum: must be at least 1",
        "{maximum: 2, minimum: -1}      | .minimum: must not be negative",
        "{maximum: 2, minimum: 3}       | .minimum: must be at most the maximum, 2",
        "{maximum: 2, timeZone: Berlin} | .timeZone: expected a time zone such as Europe/Berlin",
        "{maximum: 2, idle: 10}         | .idle: \"10\" is not a duration such as",
        "{maximum: 2, gather: 0s}       | .gather: \"0s\" must be longer than zero",
        "{maximum: 2, nodes: cheap}     | .nodes: \"cheap\" is not one of dedicated, spot",
        "{maximum: 2, formula: x = 1;}  | .formula: must set $NodeDeallocationOption ="
            + " taskcompletion",
        "{maximum: 2, slots: 4}         | .slots: unknown key",
        "{maximum: 2, warm: [{}]}       | .warm[0].nodes: must be at least 1",
        "{maximum: 2, warm: [{nodes: 3, from: 07:00, until: 19:00}]} | .warm[0].nodes: must be at"
            + " most the maximum, 2",
        "{maximum: 2, warm: [{nodes: 1, from: 7:00, until: 19:00}]}  | .warm[0].from: must be a"
            + " time such as 07:00",
        "{maximum: 2, warm: [{nodes: 1, from: 07:00}]}               | .warm[0].until: is required:"
            + " a time such as 19:00",
        "{maximum: 2, warm: [{nodes: 1, from: 20:00, until: 06:00}]} | .warm[0].until: must be"
            + " later than from",
        "{maximum: 2, warm: [{nodes: 1, from: 07:00, until: 09:00, days: [soon]}]} |"
            + " .warm[0].days[0]: \"soon\" is not one of",
      })
  void aPoolsScalingThatCannotBeIsAnError(String scaling, String error) throws Exception {
    write("mayfly.yml", FLEET.replace("image: i}", "image: i, scaling: " + scaling + "}"));

    assertThat(errors("fleet: mayfly.yml\ntoken: {env: TOKEN}\n"))
        .anySatisfy(f -> assertThat(f).contains("mayfly.yml: pools[0].scaling" + error));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "os: macos                           | .os: \"macos\" is not one of linux, windows",
        "elevation: root                     | .elevation: \"root\" is not one of admin, nonadmin",
        "elevation: nonAdmin, os: windows    | .elevation: must be admin where os is windows",
        "cpus: 0                             | .cpus: must be a number of CPUs, 0.01 or more",
        "cpus: 1.0000000001                  | .cpus: must be a number of CPUs, 0.01 or more",
        "cpus: two                           | .cpus: \"two\" is not a number",
        "memory: 4                           | .memory: must be a whole number with m or g, 6m",
        "memory: 5m                          | .memory: must be a whole number with m or g, 6m",
        "memory: 1.5g                        | .memory: must be a whole number with m or g, 6m",
        "memory: 4g --privileged             | .memory: must be a whole number with m or g, 6m",
        "pidsLimit: -1                       | .pidsLimit: must be at least 1; leave it out",
        "pidsLimit: many                     | .pidsLimit: \"many\" is not a number",
        "pidsLimit: 9, os: windows           | .pidsLimit: must be left out where os is windows",
        "shmSize: 0m                         | .shmSize: must be a whole number with m or g, such",
        "shmSize: 1g, os: windows            | .shmSize: must be left out where os is windows",
        "docker: host                        | .docker: \"host\" is not one of none, rootless, socket",
        "docker: socket                      | .scaling: is required where docker is socket",
        "docker: rootless                    | .scaling: is required where docker is rootless",
        "docker: socket, scaling: {maximum: 2}, elevation: nonAdmin | .elevation: must be admin",
        "docker: socket, scaling: {maximum: 2}, os: windows | .docker: must be none where os is",
      })
  void aPoolsContainerThatCannotBeIsAnError(String settings, String error) throws Exception {
    write("mayfly.yml", FLEET.replace("image: i}", "image: i, " + settings + "}"));

    assertThat(errors("fleet: mayfly.yml\ntoken: {env: TOKEN}\n"))
        .singleElement()
        .asString()
        .contains("mayfly.yml: pools[0]" + error);
  }

  @Test
  void aPoolThatOffersWindowsRunsOnIt() throws Exception {
    write("mayfly.yml", FLEET.replace("linux]", "Windows-2022]"));

    assertThat(read("fleet: mayfly.yml\ntoken: {env: TOKEN}\n").fleet().pools().get(0).os())
        .isEqualTo(Pool.OperatingSystem.WINDOWS);
  }

  @Test
  void thePoolsOfOneBatchPoolScaleItInOnePlace() throws Exception {
    write(
        "mayfly.yml",
        FLEET.replace("image: i}", "image: i, scaling: {maximum: 2}}")
            + "  - {name: two, labels: [self-hosted], batchPool: B, image: i, scaling: {maximum:"
            + " 3}}\n"
            + "  - {name: three, labels: [self-hosted], batchPool: b, image: i}\n");

    assertThat(errors("fleet: mayfly.yml\ntoken: {env: TOKEN}\n"))
        .singleElement()
        .asString()
        .contains(
            "mayfly.yml: pools[1].scaling: pool \"ubuntu\" scales the nodes of batchPool \"B\""
                + " already");
  }

  @Test
  void noOtherPoolHasTheNodesOfOneThatGivesItsJobsDocker() throws Exception {
    write(
        "mayfly.yml",
        FLEET.replace("image: i}", "image: i, docker: socket, scaling: {maximum: 2}}")
            + "  - {name: two, labels: [self-hosted], batchPool: B, image: i}\n");

    assertThat(errors("fleet: mayfly.yml\ntoken: {env: TOKEN}\n"))
        .singleElement()
        .asString()
        .contains(
            "mayfly.yml: pools[0].batchPool: must be this pool's alone where docker is socket");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token: s3cret",
        "token: {value: s3cret}",
        "token: {env: TOKEN, file: x}",
        "token: [s3cret]",
        "token: {env: [s3cret]}"
      })
  void aSecretIsTakenByReferenceOnlyAndNeverRepeated(String token) {
    assertThat(errors("fleet: mayfly.yml\n" + token + "\n"))
        .singleElement()
        .satisfies(
            f ->
                assertThat(f)
                    .contains("token: expected {env: NAME}, {file: PATH} or {keyvault: NAME}"))
        .satisfies(f -> assertThat(f).doesNotContain("s3cret"));
  }

  @Test
  void aSecretThatIsNotThereIsAnError() throws Exception {
    write("empty", "\n");

    onlyError("token: {env: ABSENT}\n", "token: environment variable ABSENT is not set");
    onlyError("token: {env: EMPTY}\n", "token: environment variable EMPTY is empty");
    onlyError("token: {file: absent}\n", "token: cannot read file");
    onlyError("token: {file: empty}\n", "empty is empty");
    onlyError("", "token: is required");
  }

  @Test
  void aSecretsFileLosesOneNewlineAndIsRelativeToTheConfiguration() throws Exception {
    write("token", " two\nlines\n\n");

    Secret token = read("fleet: mayfly.yml\ntoken: {file: token}\n").token();

    assertThat(token.reveal()).isEqualTo(" two\nlines\n");
    assertThat(token).hasToString("***");
    assertThat(Jackson.newObjectMapper().writeValueAsString(token)).isEqualTo("\"***\"");
  }

  @Test
  void aSecretsFileMayBeReplacedAndTheLastOneStandsWhileThereIsNone() throws Exception {
    write("token", "old\n");
    Secret token = read("fleet: mayfly.yml\ntoken: {file: token}\n").token();

    write("token", "new\n");
    assertThat(token.reveal()).isEqualTo("old");
    assertThat(token.latest()).isEqualTo("new");

    write("token", "");
    assertThat(token.latest()).isEqualTo("new");
    Files.delete(directory.resolve("token"));
    assertThat(token.latest()).isEqualTo("new");
    assertThat(Secret.of("fixed").latest()).isEqualTo("fixed");
  }

  @Test
  void aFleetThatIsNotThereIsOneErrorOfTheKeyThatNamesIt() {
    assertThat(errors("fleet: absent.yml\ntoken: {env: TOKEN}\n"))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("gateway.yml: fleet: cannot read absent.yml"));
    assertThat(errors("token: {env: TOKEN}\n"))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("gateway.yml: fleet: is required: the path"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "just text", "- a list", "a: b: c", "fleet: a\nfleet: b\n", "\t"})
  void whatIsNoSectionOfKeysIsAnErrorOfTheFile(String text) {
    assertThat(errors(text))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("gateway.yml: "));
  }

  @Test
  void aTabIsNamedWithItsLine() {
    assertThat(errors("fleet: mayfly.yml\ntemporal:\n\taddress: \"a:1\"\n"))
        .singleElement()
        .satisfies(
            f ->
                assertThat(f)
                    .endsWith(
                        "is not YAML: a tab at the beginning of a line; indent with spaces"
                            + " (line 3)"));
  }

  @Test
  void aFileThatIsNotThereAndNoFileAtAllAreErrors() {
    assertThatThrownBy(
            () -> factory().build(new FileConfigurationSourceProvider(), directory + "/absent.yml"))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("absent.yml: cannot be read");
    assertThatThrownBy(() -> factory().build())
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("name the configuration file");
  }

  private void onlyError(String token, String message) {
    assertThat(errors("fleet: mayfly.yml\n" + token))
        .singleElement()
        .satisfies(f -> assertThat(f).contains(message));
  }

  private Collection<String> errors(String yaml) {
    InvalidConfigurationException refused =
        catchThrowableOfType(InvalidConfigurationException.class, () -> read(yaml));
    assertThat(refused).as("nothing was refused").isNotNull();
    return refused.getErrors();
  }

  private TestConfiguration read(String yaml) throws Exception {
    return factory()
        .build(new FileConfigurationSourceProvider(), write("gateway.yml", yaml).toString());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static StrictConfigurationFactory<TestConfiguration> factory() {
    return TestConfiguration.factory(Map.of("TOKEN", "s3cret", "EMPTY", ""));
  }

  /** Each of these stands in one of the faults. */
  private static Consumer<Iterable<? extends String>> each(String... parts) {
    return faults ->
        assertThat(parts)
            .allSatisfy(part -> assertThat(faults).anySatisfy(f -> assertThat(f).contains(part)));
  }
}
