package dev.mayfly.acceptance.endtoend;

import dev.mayfly.local.stack.Ports;
import dev.mayfly.service.doctor.Finding.Level;
import dev.mayfly.service.doctor.Question;
import java.time.Duration;
import java.util.List;

/** One fault for each question of the doctor, planted in the world that a stack has around it. */
final class SeededFaults {

  private final Plants plants;

  SeededFaults(Plants plants) {
    this.plants = plants;
  }

  /** A step that plants something, and one that takes it away again. */
  @FunctionalInterface
  interface Plant {
    Runnable plant();
  }

  /** An edit of a file of the stack, or the whole of a secret's file. */
  record Edit(String file, String before, String after) {}

  /**
   * A fault, and what the doctor makes of it.
   *
   * @param setting that the fix names.
   * @param ahead by how much this machine's clock is.
   */
  record Fault(Level level, String setting, List<Edit> edits, Duration ahead, Plant plant) {

    private static final Plant NOTHING = () -> () -> {};

    private static Fault inFile(String setting, Edit... edits) {
      return new Fault(Level.FAULT, setting, List.of(edits), Duration.ZERO, NOTHING);
    }

    private static Fault outside(String setting, Plant plant) {
      return new Fault(Level.FAULT, setting, List.of(), Duration.ZERO, plant);
    }

    private Fault asWarning() {
      return new Fault(Level.WARNING, setting, edits, ahead, plant);
    }
  }

  /** Returns the fault of a question; a question without one does not compile. */
  Fault of(Question question) {
    return switch (question) {
      case CONFIGURATION -> Fault.inFile("sealingKeys", worker("sealingKeys:", "sealingkeys:"));
      case TEMPORAL -> Fault.inFile("temporal.address", temporal(), temporal("gateway.yml"));
      case RETENTION -> Fault.outside("temporal.namespace", plants::forgetsSoon);
      case SEARCH_ATTRIBUTES -> Fault.outside("--type Keyword", plants::countsRepositories);
      case WORKERS -> Fault.inFile("temporal.taskQueue", queue("worker.yml"), queue("gateway.yml"));
      case ONE_RELEASE ->
          Fault.inFile(
                  "sealingKeys", worker("local: .file: sealing-key.", "k2: {file: sealing-key}"))
              .asWarning();
      case PORT ->
          Fault.inFile(
              "server.applicationConnectors",
              new Edit(
                  "gateway.yml", "type: http, port: \\d+", "type: http, port: " + Ports.free()));
      case DISK ->
          Fault.inFile(
              "logging.appenders",
              worker("currentLogFilename: .*", "currentLogFilename: /proc/m.log"));
      case CREDENTIAL ->
          Fault.inFile("forges.github.token", new Edit("github-token", ".*", "wrong"));
      case RATE_LIMIT -> Fault.outside("forges.github.app", plants::spendsTheHour);
      case PERMISSIONS -> Fault.outside("admin:org", plants::mayLittle);
      case SCOPES ->
          Fault.inFile(
              "forges.github.scopes",
              fleet("- organization: acme", "- organization: acme\n      - organization: nowhere"));
      case RUNNER_GROUPS ->
          Fault.inFile(
              "pools[name=ubuntu].runnerGroup",
              fleet("batchPool: ubuntu\n", "batchPool: ubuntu\n    runnerGroup: builders\n"));
      case WEBHOOK -> Fault.outside("forges.github.webhook", plants::isSwitchedOff);
      case SIGNATURES -> Fault.outside("secrets.github", plants::signsWrongly);
      case LAST_DELIVERY -> Fault.outside("forges.github.webhook", plants::losesTheLast);
      case LOST_DELIVERIES -> Fault.outside("sweep.every", plants::losesOne).asWarning();
      case REGISTRATION_TOKEN -> Fault.outside("forges.github.token", plants::mayNotMint);
      case PING -> Fault.outside("forges.github.webhook", plants::losesThePing);
      case ACCOUNT ->
          Fault.inFile(
              "batch.key", new Edit("batch-key", ".*", "bm90IHRoZSBrZXkgb2YgdGhpcyBvbmU="));
      case BATCH_POOLS ->
          Fault.inFile(
              "pools[name=ubuntu22].batchPool", fleet("batchPool: ubuntu22", "batchPool: missing"));
      case RESIZES -> Fault.outside("pools[name=windows].scaling.maximum", plants::hasNoCores);
      case FORMULAS -> Fault.outside("pools[name=windows].scaling.formula", plants::cannotReckon);
      case CAPACITY ->
          Fault.inFile(
                  "pools[name=ubuntu].maxRunners",
                  fleet("batchPool: ubuntu\n", "batchPool: ubuntu\n    maxRunners: 1000\n"))
              .asWarning();
      case BATCH_JOBS -> Fault.outside("pools[name=ubuntu].name", plants::isDisabled).asWarning();
      case IMAGES -> Fault.outside("pools[name=ubuntu].image", plants::cannotBePulled);
      case VERSIONS -> Fault.outside("pools[].image", plants::growsOld).asWarning();
      case WAITING -> Fault.outside("pools[name=ubuntu].maxRunners", plants::waits).asWarning();
      case TASKS -> Fault.outside("sweep.enabled", plants::leavesATask).asWarning();
      case REGISTRATIONS -> Fault.outside("sweep.enabled", plants::leavesARegistration).asWarning();
      case QUEUED -> Fault.outside("sweep.enabled", plants::isNotTold).asWarning();
      case LAST_GREEN -> Fault.outside("pools[name=ubuntu].image", plants::isGivenUp).asWarning();
      case CLOCK ->
          new Fault(Level.FAULT, "batch.key", List.of(), Duration.ofMinutes(2), Fault.NOTHING);
    };
  }

  private static Edit worker(String before, String after) {
    return new Edit("worker.yml", before, after);
  }

  private static Edit fleet(String before, String after) {
    return new Edit("mayfly.yml", before, after);
  }

  private static Edit temporal() {
    return temporal("worker.yml");
  }

  private static Edit temporal(String file) {
    return new Edit(file, "address: .*", "address: 127.0.0.1:" + Ports.free());
  }

  private static Edit queue(String file) {
    return new Edit(file, "taskQueue: mayfly", "taskQueue: elsewhere");
  }
}
