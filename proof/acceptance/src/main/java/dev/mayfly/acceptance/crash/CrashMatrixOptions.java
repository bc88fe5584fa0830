package dev.mayfly.acceptance.crash;

import dev.mayfly.local.RunnerImage;
import dev.mayfly.local.stack.Directories;
import dev.mayfly.local.stack.LocalTemporal;
import dev.mayfly.service.command.CommandLogs;
import dev.mayfly.standin.node.EngineKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./mayfly crash-matrix}: the options of a {@link CrashMatrix}. */
@Command(
    name = "crash-matrix",
    description = "Kills (-9) at every step of a life, beside a real Temporal server.")
public final class CrashMatrixOptions implements Callable<Integer> {

  private static final int FLEET = 50;
  private static final int SHORT_FLEET = 10;

  @Option(
      names = "--short",
      description = "a few victims for each group of steps, about three minutes")
  boolean isShort;

  @Option(names = "--out", description = "write the table there, too")
  @Nullable Path out;

  @Option(
      names = "--victims",
      paramLabel = "A,B",
      split = ",",
      description = "only these: gateway, worker, temporal, all, suspended, delayed")
  List<Victim> victims = List.of(Victim.values());

  @Option(
      names = "--steps",
      paramLabel = "A,B",
      split = ",",
      description = "only the kills at these, as the table names them: createTask, awaitStart, …")
  List<String> steps = List.of();

  @Option(names = "--engine", description = "what runners are: ${COMPLETION-CANDIDATES}")
  EngineKind engine = EngineKind.PROCESS;

  private final Map<String, String> environment;

  public CrashMatrixOptions() {
    this(System.getenv());
  }

  /**
   * @param environment where Temporal is looked for.
   */
  CrashMatrixOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    Path temporal =
        LocalTemporal.binary(environment)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the crash matrix kills a real Temporal server and found none: put a"
                            + " temporal binary on the PATH, or set TEMPORAL_CLI to its path"));
    CommandLogs.silence();
    if (engine == EngineKind.DOCKER) {
      RunnerImage.build(System.out);
    }
    Path directory = Files.createTempDirectory("mayfly-crash-");
    boolean good = new CrashMatrix(this, temporal.toAbsolutePath(), System.out).run(directory);
    if (good) {
      Directories.delete(directory);
    } else {
      System.out.println("configuration, logs and Temporal's databases are in " + directory);
    }
    return good ? 0 : 1;
  }

  /** Returns how many jobs are provided at once in the last row. */
  int fleet() {
    return isShort ? SHORT_FLEET : FLEET;
  }

  /** Returns the command line that asks for this. */
  String command() {
    boolean some = victims.size() < Victim.values().length;
    String named = victims.toString().replaceAll("[\\[\\] ]", "").toLowerCase(Locale.ROOT);
    return "./mayfly crash-matrix"
        + (isShort ? " --short" : "")
        + (some ? " --victims " + named : "")
        + (steps.isEmpty() ? "" : " --steps " + String.join(",", steps))
        + (engine == EngineKind.PROCESS ? "" : " --engine docker")
        + (out == null ? "" : " --out " + out);
  }
}
