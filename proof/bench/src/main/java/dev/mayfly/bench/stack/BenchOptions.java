package dev.mayfly.bench.stack;

import dev.mayfly.local.stack.LocalTemporal;
import dev.mayfly.service.command.CommandLogs;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** The options of a benchmark beside a Temporal server; as a command they run it. */
public abstract class BenchOptions implements Callable<Integer> {

  /** Measures, prints, and returns whether every bound holds. */
  protected abstract boolean measure(Path temporal, Path directory, PrintStream out)
      throws Exception;

  @Override
  public final Integer call() throws Exception {
    CommandLogs.silence();
    Path temporal =
        LocalTemporal.binary(System.getenv())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "needs a temporal binary: put one on the PATH, or set TEMPORAL_CLI to its"
                            + " path"));
    Path directory = Files.createTempDirectory("mayfly-bench-");
    System.out.println(MachineInfo.describe(temporal));
    System.out.println("files, logs: " + directory);
    return measure(temporal, directory, System.out) ? 0 : 1;
  }
}
