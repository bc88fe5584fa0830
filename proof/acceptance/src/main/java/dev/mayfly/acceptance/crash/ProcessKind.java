package dev.mayfly.acceptance.crash;

/** The processes of a run; the first two are the stand-ins, which are never killed. */
enum ProcessKind {
  GITHUB,
  BATCH,
  TEMPORAL,
  GATEWAY,
  WORKER;

  String logFile() {
    return name().toLowerCase(java.util.Locale.ROOT) + ".log";
  }
}
