package dev.mayfly.standin.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** One job on its way through its steps, in a directory of its own. */
final class JobRun {

  private final Properties job;
  private final String runner;
  private final Forge forge;
  private final Path directory;
  private final StepShell shell;
  private volatile boolean stopped;

  /** The listener that is told of the progress. */
  interface Forge {
    String tell(String what, String body) throws IOException;
  }

  JobRun(Properties job, String runner, Forge forge) throws IOException {
    this.job = job;
    this.runner = runner;
    this.forge = forge;
    this.directory = Files.createTempDirectory("stand-in-job");
    this.shell = new StepShell(directory);
  }

  /** Runs the steps in turn up to the first that fails; returns the conclusion. */
  String run() throws IOException {
    try {
      int steps = Integer.parseInt(job.getProperty("steps", "0"));
      String conclusion = "success";
      for (int number = 1; number <= steps && conclusion.equals("success"); number++) {
        tell("steps/" + number + "?state=started", "");
        conclusion = step(number);
        tell("steps/" + number + "?state=" + conclusion, "");
      }
      return stopped ? "cancelled" : conclusion;
    } finally {
      removeDirectory();
    }
  }

  private String step(int number) throws IOException {
    String prefix = "step." + number + ".";
    String script = job.getProperty(prefix + "run");
    log("##[group]" + job.getProperty(prefix + "name") + "\n");
    if (script == null) {
      log("skipped: uses " + job.getProperty(prefix + "uses") + "\n");
      return "success";
    }
    int code;
    try {
      code = shell.run(script, env(prefix + "env."), this::log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "cancelled";
    }
    if (stopped) {
      return "cancelled";
    }
    if (code != 0) {
      log("##[error]Process completed with exit code " + code + ".\n");
    }
    return code == 0 ? "success" : "failure";
  }

  private Map<String, String> env(String prefix) {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("CI", "true");
    env.put("GITHUB_ACTIONS", "true");
    env.put("GITHUB_JOB", job.getProperty("key", ""));
    env.put("GITHUB_RUN_ID", job.getProperty("run", ""));
    env.put("GITHUB_REPOSITORY", job.getProperty("repository", ""));
    env.put("GITHUB_WORKSPACE", directory.toString());
    env.put("RUNNER_NAME", runner);
    for (String name : job.stringPropertyNames()) {
      if (name.startsWith(prefix)) {
        env.put(name.substring(prefix.length()), job.getProperty(name));
      }
    }
    return env;
  }

  private void log(String lines) {
    System.out.print(lines);
    System.out.flush();
    try {
      tell("log", lines);
    } catch (IOException e) {
      System.err.println("the forge missed some lines: " + e.getMessage());
    }
  }

  private void tell(String what, String body) throws IOException {
    forge.tell(what, body);
  }

  /** Ends the running step at once; those after it do not run. */
  void stop() {
    stopped = true;
    shell.stop();
  }

  private void removeDirectory() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
