package dev.mayfly.local;

import dev.mayfly.local.stack.Root;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./mayfly fuzz}: the script that runs the fuzz tests, which needs Maven and their class
 * path.
 */
@Command(
    name = "fuzz",
    description =
        "Searches for inputs that break what reads from strangers: every fuzz test in turn.")
final class FuzzCommand implements Callable<Integer> {

  @Option(
      names = "--minutes",
      paramLabel = "1..100000",
      defaultValue = "10",
      description = "how long in all")
  private int minutes;

  @Override
  public Integer call() throws Exception {
    ProcessBuilder script =
        new ProcessBuilder(Root.find().resolve(".ci/fuzz").toString(), String.valueOf(minutes));
    script.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return script.inheritIO().start().waitFor();
  }
}
