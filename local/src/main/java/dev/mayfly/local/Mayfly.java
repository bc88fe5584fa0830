package dev.mayfly.local;

import ch.qos.logback.classic.Level;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.GitHubStandInCommand;
import dev.mayfly.standin.runner.StandInRunner;
import io.dropwizard.logging.common.BootstrapLogging;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.LogManager;

/**
 * The command line of everything local: {@code demo}, and one {@code stand-in} as a process of its
 * own.
 */
public final class Mayfly {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private Mayfly() {}

  public static void main(String[] arguments) throws Exception {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  /** Does what the words say, and returns the exit code of the process. */
  public static int run(List<String> words, PrintStream out, PrintStream err) throws Exception {
    quieten();
    try {
      return switch (String.join(" ", words.subList(0, Math.min(2, words.size())))) {
        case "stand-in github" -> stay(GitHubStandInCommand.start(rest(words), out), err);
        case "stand-in batch" -> stay(batch(rest(words), out), err);
        case "stand-in runner" -> StandInRunner.run(System.getenv());
        default -> demo(words, out);
      };
    } catch (IllegalArgumentException misused) {
      err.println("mayfly: " + misused.getMessage());
      return MISUSED;
    }
  }

  /**
   * Libraries speak before the services have configured their logs, and the console belongs to the
   * demo.
   */
  private static void quieten() {
    LogManager.getLogManager().reset();
    // Jersey would have resources registered by class, and warns of each instance.
    BootstrapLogging.bootstrap(Level.ERROR);
  }

  private static int demo(List<String> words, PrintStream out) throws Exception {
    if (words.isEmpty() || !words.get(0).equals("demo")) {
      throw new IllegalArgumentException(
          "unknown command: " + String.join(" ", words) + "; see ./mayfly help");
    }
    DemoOptions options = DemoOptions.parse(words.subList(1, words.size()));
    return new Demo(options, System.getenv(), out).run() ? 0 : FAILED;
  }

  private static List<String> rest(List<String> words) {
    return words.subList(2, words.size());
  }

  private static BatchStandIn batch(List<String> words, PrintStream out) {
    BatchStandIn batch = BatchStandInCommand.fromArguments(words);
    out.println("Azure Batch stands in at " + batch.url());
    return batch;
  }

  /** Until somebody ends the process; what it started ends with it. */
  private static int stay(AutoCloseable standIn, PrintStream err) throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    standIn.close();
                  } catch (Exception e) {
                    err.println("mayfly: did not stop cleanly: " + e.getMessage());
                  }
                }));
    Thread.currentThread().join();
    return 0;
  }
}
