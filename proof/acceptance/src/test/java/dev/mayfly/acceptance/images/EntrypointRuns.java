package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.images.Container.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The containers of one test: what they are given, and how they are started. */
@SuppressWarnings("NullAway.Init") // prepare() sets them
abstract class EntrypointRuns {

  static final String HOME = "home-";
  static final String LABELS = "self-hosted,linux,ubuntu-24.04";

  @TempDir Path folder;

  private final Isolation isolation;
  private final Path entrypoint;
  private final Duration longest;
  private final String user;
  private final List<Container> started = new ArrayList<>();
  private int homes;

  StubGitHub gitHub;

  /**
   * @param longest how long one container may take; then it is killed.
   * @param user the id of the user that it is started as.
   */
  EntrypointRuns(Isolation isolation, Path entrypoint, Duration longest, String user) {
    this.isolation = isolation;
    this.entrypoint = entrypoint;
    this.longest = longest;
    this.user = user;
  }

  @BeforeEach
  final void prepare() throws Exception {
    isolation.findOrSkip();
    gitHub = new StubGitHub(folder.resolve("github"));
  }

  @AfterEach
  final void stop() throws Exception {
    started.forEach(Container::close);
    isolation.handBack(folder);
    if (gitHub != null) {
      gitHub.close();
    }
  }

  /**
   * The variables that Mayfly sets, as the images of 2022 read them, and those that Batch may add.
   */
  final Map<String, String> environment() {
    Map<String, String> environment = basics();
    environment.put("ActionsRunner_URL", "https://github.example/acme");
    environment.put("ActionsRunner_TOKEN", gitHub.token);
    environment.put("ActionsRunner_LABELS", LABELS);
    environment.put("ActionsRunner_DISPOSE", "true");
    environment.put("ActionsRunner_AGENT", "runner-1");
    environment.put("AZ_BATCH_AUTHENTICATION_TOKEN", "batch-token");
    return environment;
  }

  /** As above, with one more, or with another value. */
  final Map<String, String> environment(String name, String value) {
    Map<String, String> environment = environment();
    environment.put(name, value);
    return environment;
  }

  final Map<String, String> justInTime(String config) {
    Map<String, String> environment = basics();
    environment.put("ACTIONS_RUNNER_INPUT_JITCONFIG", config);
    environment.put("ActionsRunner_AGENT", "runner-1");
    return environment;
  }

  final Map<String, String> basics() {
    Map<String, String> environment = new HashMap<>();
    environment.put("STUB", gitHub.folder.toString());
    if (isolation == Isolation.PROCESS_TREE && Programs.isRoot()) {
      environment.put("RUNNER_ALLOW_RUNASROOT", "1");
    }
    return environment;
  }

  /** A copy that every user can read, wherever the project is. */
  final String entrypoint() throws IOException {
    Path copy = folder.resolve("entrypoint.sh");
    if (!Files.exists(copy)) {
      Files.copy(entrypoint, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    return copy.toString();
  }

  /**
   * Checks the user of a job and that the job has a home.
   *
   * @param ids the user's id and all of the user's groups.
   * @param change of its package, by root: an image that was made otherwise.
   */
  final void theJobIs(String ids, Map<String, String> environment, String... change)
      throws Exception {
    gitHub.order("job build");
    environment.put("HOME", "/");

    End end = startChanged(environment, change).end();

    assertThat(end.exitCode()).as(end.output()).isZero();
    assertThat(gitHub.evidence("job", "user")).isEqualTo(ids);
    assertThat(gitHub.evidence("job", "own-environment")).contains("HOME=" + folder);
  }

  /** Checks that root adds the certificates, by a program that sees no secret. */
  final void theCertificatesAreAdded() throws Exception {
    Path programs = Files.createDirectories(folder.resolve("programs"));
    Path program = programs.resolve("update-ca-certificates");
    Files.writeString(program, "#!/bin/sh\n{ id -u; env; } >\"${0%/*}/seen\"\n");
    assertThat(program.toFile().setExecutable(true, false)).isTrue();
    Map<String, String> environment = environment();
    environment.put("RUNNER_UPDATE_CA_CERTS", "1");
    environment.put("PATH", programs + ":" + Programs.path());
    gitHub.order("job build");

    End end = start(environment).end();

    assertThat(end.exitCode()).as(end.output()).isZero();
    assertThat(Files.readString(programs.resolve("seen")))
        .startsWith("0\n")
        .contains("PATH=" + programs)
        .doesNotContain(gitHub.token);
  }

  final void theJobIsTheImagesUser() throws Exception {
    theJobIs("1001 1001", environment(), "true");
  }

  final void nowhereToWriteIsNotTakenForUsed() throws Exception {
    forbids("(Permission denied) nor in /tmp: ", environment("TMPDIR", "/"), "true");
  }

  /** Checks that a container says what it may not do, and ends with the code for that. */
  final void forbids(String said, Map<String, String> environment, String... change)
      throws Exception {
    End end = startChanged(environment, change).end();

    assertThat(end.exitCode()).as(end.output()).isEqualTo(8);
    assertThat(end.output()).contains(said).doesNotContain(gitHub.token);
    assertThat(gitHub.runners()).isEmpty();
  }

  private Container startChanged(Map<String, String> environment, String... change)
      throws Exception {
    Map<String, String> all = furnished(++homes, environment);
    List<String> command = new ArrayList<>(List.of(change));
    command.add(folder.resolve(HOME + homes).toString());
    Isolation.asRoot(command.toArray(String[]::new));
    return run(user, all, List.of(entrypoint()));
  }

  final Container start() throws Exception {
    return start(environment());
  }

  /** Starts one, and terminates it as soon as it says so. */
  final Container terminatedAt(String line) throws Exception {
    Container container = start();
    container.awaitLine(line);
    container.terminate();
    return container;
  }

  final Container start(Map<String, String> environment) throws Exception {
    return startAs(user, environment);
  }

  final Container startAs(String other, Map<String, String> environment) throws Exception {
    return run(other, furnished(++homes, environment), List.of(entrypoint()));
  }

  /** Starts the container that was started last once more. */
  final Container startAgain(Map<String, String> environment) throws Exception {
    return run(user, furnished(homes, environment), List.of(entrypoint()));
  }

  final Container startBy(Map<String, String> environment, String... command) throws Exception {
    return run(user, furnished(++homes, environment), List.of(command));
  }

  /**
   * @param home which of this test's containers it is: a new one begins with a fresh package.
   */
  private Map<String, String> furnished(int home, Map<String, String> environment)
      throws Exception {
    Path runner = folder.resolve(HOME + home);
    Path scratch = Files.createDirectories(folder.resolve("scratch-" + home));
    StubPackage.copyTo(runner);
    isolation.furnish(folder, runner, gitHub.folder, scratch);
    Map<String, String> all = new HashMap<>(environment);
    all.put("RUNNER_HOME", runner.toString());
    all.putIfAbsent("TMPDIR", scratch.toString());
    return all;
  }

  private Container run(String as, Map<String, String> environment, List<String> command)
      throws IOException {
    Container container = Container.start(isolation, folder, as, command, environment, longest);
    started.add(container);
    return container;
  }
}
