package dev.mayfly.standin.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts, one at a time, as a step's {@code run} asks: with bash where there is one, in the
 * job's directory, with the runner's environment but without what the runner registered with.
 */
final class StepShell {

  private static final long DRAIN_MILLIS = 2_000;

  private final Path directory;
  private volatile @Nullable Process running;
  private volatile boolean stopped;

  StepShell(Path directory) {
    this.directory = directory;
  }

  /**
   * Blocks until the script is over.
   *
   * @param lines told what it writes, some lines at a time.
   * @return its exit code.
   */
  int run(String script, Map<String, String> env, Consumer<String> lines)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(directory, "step", ".sh");
    Files.writeString(file, script);
    ProcessBuilder builder = new ProcessBuilder(command(file)).directory(directory.toFile());
    withoutSecrets(builder.environment());
    builder.environment().putAll(env);
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    running = process;
    if (stopped) {
      stop(); // it was asked to stop while the process started
    }
    Thread pump = new Thread(() -> pump(process, lines), "output");
    pump.setDaemon(true);
    pump.start();
    int code = process.waitFor();
    pump.join(DRAIN_MILLIS); // a child left behind may hold the output open
    running = null;
    Files.deleteIfExists(file);
    return code;
  }

  /** Kills the running script with everything that it started, and every later one. */
  void stop() {
    stopped = true;
    Process process = running;
    if (process == null) {
      return;
    }
    // Children first, while the tree still hangs together; twice, for those born meanwhile.
    for (int i = 0; i < 2; i++) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly();
  }

  private static List<String> command(Path script) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    boolean bash =
        Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "bash")));
    return bash
        ? List.of("bash", "-e", "-o", "pipefail", script.toString())
        : List.of("sh", "-e", script.toString());
  }

  /** Takes the runner's own variables out, and any other that holds one of their secrets. */
  private static void withoutSecrets(Map<String, String> env) {
    List<String> secrets =
        Stream.of(
                "ActionsRunner_TOKEN",
                "ACTIONS_RUNNER_INPUT_JITCONFIG",
                "GITEA_RUNNER_REGISTRATION_TOKEN",
                "AZDO_TOKEN")
            .map(env::get)
            .filter(secret -> secret != null && !secret.isBlank())
            .toList();
    env.entrySet()
        .removeIf(
            variable -> {
              String name = variable.getKey().toLowerCase(Locale.ROOT);
              return name.startsWith("actionsrunner_")
                  || name.startsWith("actions_runner_")
                  || name.startsWith("gitea_runner_")
                  || name.startsWith("azdo_")
                  || secrets.stream().anyMatch(variable.getValue()::contains);
            });
  }

  private static void pump(Process process, Consumer<String> lines) {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      StringBuilder some = new StringBuilder();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        some.append(line).append('\n');
        if (!out.ready()) {
          lines.accept(some.toString());
          some.setLength(0);
        }
      }
      if (some.length() > 0) {
        lines.accept(some.toString());
      }
    } catch (IOException e) {
      lines.accept("the step's output broke off\n");
    }
  }
}
