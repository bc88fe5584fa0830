package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.images.Programs.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The images' files as they can be read without a container engine or Windows. */
@Tag("server")
class ImageFilesTest {

  private static final Path LINUX = Programs.IMAGES.resolve("linux");
  private static final Path WINDOWS = Programs.IMAGES.resolve("windows");
  private static final Pattern VERSION = Pattern.compile("ARG RUNNER_VERSION=(2\\.(\\d+)\\.\\d+)");

  @Test
  void shellcheckFindsNothing() throws Exception {
    Programs.findOrSkip("shellcheck");

    Ran ran =
        Programs.run(
            List.of(
                "shellcheck",
                "--external-sources",
                "--source-path=" + StubPackage.SOURCE,
                Programs.IMAGES.resolve("raise").toString(),
                LINUX.resolve("entrypoint.sh").toString(),
                LINUX.resolve("full.sh").toString(),
                LINUX.resolve("docker.sh").toString(),
                StubPackage.AGENT.resolve("config.sh").toString(),
                StubPackage.AGENT.resolve("bin/Agent.Listener").toString(),
                StubPackage.SOURCE.resolve("config.sh").toString(),
                StubPackage.SOURCE.resolve("stub.sh").toString(),
                StubPackage.SOURCE.resolve("bin/Runner.Listener").toString(),
                StubPackage.SOURCE.resolve("bin/Runner.Worker").toString()));

    assertThat(ran.output()).isEmpty();
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void bothImagesHaveTheVersionThatTheReadmeNamesAndItKnowsWhenItIsTooOld() throws IOException {
    String linux = matched(VERSION, dockerfile(LINUX)).group(1);
    String windows = matched(VERSION, dockerfile(WINDOWS)).group(1);

    assertThat(windows).isEqualTo(linux);
    assertThat(readme()).contains("| `RUNNER_VERSION` | `" + linux + "` |");
    // Exit code 7 came with 2.333.0.
    assertThat(Integer.parseInt(matched(VERSION, dockerfile(LINUX)).group(2)))
        .isGreaterThanOrEqualTo(333);
  }

  @Test
  void thePackageIsUnpackedOnlyAfterItsChecksumIsRight() throws IOException {
    assertThat(List.of(dockerfile(LINUX), dockerfile(WINDOWS)))
        .allSatisfy(file -> assertThat(file).containsPattern("ARG RUNNER_SHA256=[0-9a-f]{64}\n"));
    assertThat(dockerfile(LINUX))
        .containsPattern("ARG RUNNER_SHA256_ARM64=[0-9a-f]{64}\n")
        .containsSubsequence(
            "amd64) arch=x64 sha256=$RUNNER_SHA256 ;;",
            "arm64) arch=arm64 sha256=$RUNNER_SHA256_ARM64 ;;",
            "curl --fail",
            "&& echo \"${sha256}",
            "| sha256sum --check --strict",
            "&& tar");
    assertThat(dockerfile(WINDOWS))
        .containsSubsequence(
            "Invoke-WebRequest", "Get-FileHash", "-ne $env:RUNNER_SHA256", "Expand-Archive");
  }

  @Test
  void theAgentsImageHasTheSameEntrypointAndNoPackageWithoutAChecksum() throws IOException {
    String agent = Files.readString(LINUX.resolve("agent.Dockerfile"));
    String onWindows = Files.readString(WINDOWS.resolve("agent.Dockerfile"));

    assertThat(onWindows)
        .containsSubsequence(
            "Invoke-WebRequest", "Get-FileHash", "-ne $env:AGENT_SHA256", "Expand-Archive");
    assertThat(last("USER ", onWindows)).isEqualTo("ContainerUser");
    assertThat(last("ENTRYPOINT ", onWindows)).isEqualTo(last("ENTRYPOINT ", dockerfile(WINDOWS)));
    assertThat(agent)
        .containsSubsequence(
            "curl --fail", "&& echo \"${AGENT_SHA256:?}", "| sha256sum --check --strict", "&& tar");
    assertThat(last("USER ", agent)).isEqualTo("1001:1001");
    assertThat(last("ENTRYPOINT ", agent)).isEqualTo(last("ENTRYPOINT ", dockerfile(LINUX)));
  }

  @Test
  void theLastUserIsNotTheAdministratorAndTheEntrypointIsOurs() throws IOException {
    assertThat(last("USER ", dockerfile(LINUX))).isEqualTo("1001:1001");
    assertThat(last("USER ", dockerfile(WINDOWS))).isEqualTo("ContainerUser");
    assertThat(last("ENTRYPOINT ", dockerfile(LINUX))).contains("/usr/local/bin/entrypoint.sh");
    assertThat(last("ENTRYPOINT ", dockerfile(WINDOWS))).contains("C:\\\\entrypoint.ps1");
    assertThat(LINUX.resolve("entrypoint.sh")).isExecutable();
    assertThat(dockerfile(LINUX)).containsPattern("install .*\\n.* tini ");
  }

  @Test
  void anyUserMayReadTheRunnerAndWhatIsBuiltWithoutATargetIsSlim() throws IOException {
    for (String name : List.of("Dockerfile", "agent.Dockerfile")) {
      assertThat(Files.readString(LINUX.resolve(name)))
          .containsSubsequence(
              "&& chmod -R a+rX /",
              "AS base",
              "&& chmod 0755 /home/runner",
              "&& setpriv --reuid=1001 --regid=1001",
              "FROM base AS full",
              "USER root",
              "/full.sh",
              "USER 1001:1001",
              "FROM base AS slim")
          .endsWith("FROM base AS slim\n");
    }
  }

  /** Every release of Ubuntu has another one, which the runner's own script may not know yet. */
  @Test
  void theIcuOfTheReleaseIsInstalledBeforeTheRunnersOwnLibraries() throws IOException {
    for (String name : List.of("Dockerfile", "agent.Dockerfile")) {
      assertThat(Files.readString(LINUX.resolve(name)))
          .containsSubsequence("'^libicu[0-9]+$'", "installdependencies.sh", "Listener --version");
    }
  }

  @Test
  void bothImagesOfWindowsHaveABashAndNothingThatIsNotChecked() throws IOException {
    String tools = Files.readString(WINDOWS.resolve("tools.ps1"));

    assertThat(tools).containsSubsequence("Invoke-WebRequest", "Get-FileHash", "throw", "bash.exe");
    assertThat(count("https://", tools)).isEqualTo(2).isEqualTo(count("Sha256 = '", tools));
    assertThat(count("Invoke-WebRequest", tools)).isEqualTo(1);
    assertThat(List.of("Dockerfile", "agent.Dockerfile"))
        .allSatisfy(
            name ->
                assertThat(Files.readString(WINDOWS.resolve(name)))
                    .containsSubsequence("COPY tools.ps1", "-File C:\\tools.ps1", "throw"));
  }

  private static long count(String part, String text) {
    return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
  }

  @Test
  void theReadmeNamesWhatFullInstalls() throws IOException {
    String packages =
        matched(Pattern.compile("packages=\\((.*)\\)"), Files.readString(LINUX.resolve("full.sh")))
            .group(1);

    assertThat(packages.split(" "))
        .allSatisfy(name -> assertThat(readme()).contains("`" + name + "`"));
  }

  @Test
  void bothEntrypointsHaveTheExitCodesOfTheReadme() throws IOException {
    Map<String, String> documented =
        codes("(?m)^\\| (\\d+) \\| ([a-z ]+?)(?: by SIGTERM.*?)?(?::| \\()", readme(), 2, 1);
    documented.entrySet().removeIf(code -> code.getKey().equals("terminated"));

    assertThat(documented).hasSize(8);
    assertThat(codes("(\\b[A-Z_]+)=(\\d)(?= |\\n)", line("readonly DONE", shell()), 1, 2))
        .containsExactlyInAnyOrderEntriesOf(renamed(documented, "_"));
    assertThat(codes("\\$([A-Za-z]+) = (\\d);", line("$Done = ", powerShell()), 1, 2))
        .containsExactlyInAnyOrderEntriesOf(renamed(documented, ""));
    assertThat(powerShell()).contains("$Terminated = 143");
  }

  /** The name of a code in a program, without the difference between cases. */
  private static Map<String, String> renamed(Map<String, String> documented, String space) {
    Map<String, String> named =
        documented.entrySet().stream()
            .collect(
                Collectors.toMap(
                    code ->
                        code.getKey()
                            .replace("no job taken", "no" + space + "job")
                            .replace("version ", ""),
                    Map.Entry::getValue));
    return new TreeMap<>(named);
  }

  private static Map<String, String> codes(String pattern, String text, int name, int code) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                found -> found.group(name).toLowerCase(Locale.ROOT), found -> found.group(code)));
  }

  @Test
  void bothEntrypointsReadExactlyTheVariablesOfTheReadme() throws IOException {
    Pattern name = Pattern.compile("ActionsRunner_[A-Z_]*[A-Z]");
    String table = readme().substring(0, readme().indexOf("`ActionsRunner_ENV_EXCLUDE`"));
    List<String> documented =
        names(name, table).filter(found -> !found.endsWith("_DISPOSE")).toList();

    assertThat(documented).hasSize(8);
    assertThat(names(name, shell())).containsExactlyElementsOf(documented);
    assertThat(names(name, powerShell())).containsExactlyElementsOf(documented);
  }

  @Test
  void bothEntrypointsReadExactlyTheVariablesOfAnAgent() throws IOException {
    Pattern name = Pattern.compile("AZDO_[A-Z]+\\b(?!_)");
    List<String> documented = names(Pattern.compile("(?<=`)AZDO_[A-Z]+(?=`)"), readme()).toList();

    assertThat(documented).hasSize(6);
    assertThat(names(name, shell())).containsExactlyElementsOf(documented);
    assertThat(names(name, powerShell())).containsExactlyElementsOf(documented);
  }

  @Test
  void neitherEntrypointReplacesARunnerOrPutsASecretOnACommandLine() throws IOException {
    String flags = "--unattended --ephemeral --no-default-labels --disableupdate";

    assertThat(List.of(shell(), powerShell()))
        .allSatisfy(
            entrypoint ->
                assertThat(entrypoint)
                    .contains(flags)
                    .doesNotContain("--replace", "--token", "--jitconfig", "Invoke-Expression"));
  }

  private static String last(String instruction, String dockerfile) {
    return dockerfile
        .lines()
        .filter(line -> line.startsWith(instruction))
        .reduce((first, second) -> second)
        .orElseThrow()
        .substring(instruction.length());
  }

  private static String line(String start, String text) {
    return text.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow() + "\n";
  }

  private static Stream<String> names(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).distinct().sorted();
  }

  private static MatchResult matched(Pattern pattern, String text) {
    return pattern.matcher(text).results().findFirst().orElseThrow();
  }

  private static String dockerfile(Path image) throws IOException {
    return Files.readString(image.resolve("Dockerfile"));
  }

  private static String shell() throws IOException {
    return Files.readString(LINUX.resolve("entrypoint.sh"));
  }

  private static String powerShell() throws IOException {
    return Files.readString(WINDOWS.resolve("entrypoint.ps1"));
  }

  private static String readme() throws IOException {
    return Files.readString(Programs.IMAGES.resolve("README.md"));
  }
}
