package dev.mayfly.console.logs;

/** A file of a task that Batch writes what its container says to. Rule batch-task-files. */
public enum LogFile {
  STDOUT("stdout.txt"),
  STDERR("stderr.txt");

  private final String path;

  LogFile(String path) {
    this.path = path;
  }

  /** Returns its path in the task's folder. */
  String path() {
    return path;
  }
}
