package dev.mayfly.local;

import ch.qos.logback.classic.Level;
import dev.mayfly.local.batch.BatchStandIn;
import dev.mayfly.local.batch.BatchStandInCommand;
import dev.mayfly.local.github.GitHubStandInCommand;
import dev.mayfly.local.runner.StandInRunner;
import io.dropwizard.logging.common.BootstrapLogging;
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
    List<String> words = List.of(arguments);
    quieten();
    try {
      switch (String.join(" ", words.subList(0, Math.min(2, words.size())))) {
        case "stand-in github" -> stay(GitHubStandInCommand.start(rest(words), System.out));
        case "stand-in batch" -> stay(batch(rest(words)));
        case "stand-in runner" -> StandInRunner.main(new String[0]);
        default -> demo(words);
      }
    } catch (IllegalArgumentException misused) {
      System.err.println("mayfly: " + misused.getMessage());
      System.exit(MISUSED);
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

  private static void demo(List<String> words) throws Exception {
    if (words.isEmpty() || !words.get(0).equals("demo")) {
      throw new IllegalArgumentException(
          "unknown command: " + String.join(" ", words) + "; see ./mayfly help");
    }
    DemoOptions options = DemoOptions.parse(words.subList(1, words.size()));
    System.exit(new Demo(options, System.out).run() ? 0 : FAILED);
  }

  private static List<String> rest(List<String> words) {
    return words.subList(2, words.size());
  }

  private static BatchStandIn batch(List<String> words) {
    BatchStandIn batch = BatchStandInCommand.fromArguments(words);
    System.out.println("Azure Batch stands in at " + batch.url());
    return batch;
  }

  /** Until somebody ends the process; what it started ends with it. */
  private static void stay(AutoCloseable standIn) throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    standIn.close();
                  } catch (Exception e) {
                    System.err.println("mayfly: did not stop cleanly: " + e.getMessage());
                  }
                }));
    Thread.currentThread().join();
  }
}
