package dev.mayfly.service.doctor;

import com.codahale.metrics.health.HealthCheck;
import dev.mayfly.service.temporal.NamespaceAttributes;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalHealthCheck;
import dev.mayfly.workflows.intake.IntakeActivities;
import dev.mayfly.workflows.temporal.InWords;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The checks of Temporal: its namespace, the workers that poll there, and the lives. */
public final class TemporalChecks {

  private static final Duration PATIENCE = Duration.ofSeconds(4);
  // docs/temporal.md: a closed life is the memory of what became of its job.
  private static final Duration RETENTION = Duration.ofDays(7);
  // Temporal remembers one for minutes after its last poll; a poll lasts a minute. By Temporal's
  // clock alone. Rule temporal-pollers-remembered.
  private static final long ALIVE_SECONDS = 90;

  private final TemporalConnection temporal;
  private final LastGreen lastGreen;
  private final Optional<String> keyIds;

  /**
   * @param pools the names of those whose last jobs are looked for.
   * @param keyIds the ids of the worker's sealing keys, where its file was given.
   */
  public TemporalChecks(
      TemporalConnection temporal,
      String installation,
      Supplier<List<String>> pools,
      Optional<String> keyIds,
      InstantSource clock) {
    this.temporal = temporal;
    this.lastGreen = new LastGreen(this::stub, temporal.namespace(), installation, pools, clock);
    this.keyIds = keyIds;
  }

  /** Adds them. */
  public void addTo(Map<Question, Check> checks) {
    checks.put(Question.SEARCH_ATTRIBUTES, this::searchAttributes);
    checks.put(Question.TEMPORAL, this::reached);
    checks.put(Question.RETENTION, this::retention);
    checks.put(Question.WORKERS, this::workers);
    checks.put(Question.ONE_RELEASE, this::oneRelease);
    checks.put(Question.LAST_GREEN, lastGreen);
  }

  private WorkflowServiceBlockingStub stub() {
    return temporal
        .service()
        .blockingStub()
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Finding reached() {
    HealthCheck.Result result = new TemporalHealthCheck(temporal, PATIENCE).execute();
    return result.isHealthy()
        ? Finding.ok(result.getMessage())
        : Finding.fault(
            result.getMessage(),
            "temporal.address, temporal.namespace and temporal.apiKey say where");
  }

  private Finding searchAttributes() {
    return new NamespaceAttributes(temporal)
        .fault()
        .map(
            fault ->
                Finding.fault(
                    fault,
                    "remove it and create it with --type Keyword (temporal operator"
                        + " search-attribute), in namespace "
                        + temporal.namespace()
                        + " (temporal.namespace)"))
        .orElse(Finding.ok("all are registered as Keyword"));
  }

  private Finding retention() {
    Duration kept = temporal.retention();
    String says =
        "namespace " + temporal.namespace() + " keeps ended lives for " + InWords.of(kept);
    return kept.compareTo(RETENTION) >= 0
        ? Finding.ok(says)
        : Finding.fault(
            says + ", at least 7 d are needed: a redelivery would find no life and begin another",
            "temporal operator namespace update --retention 7d --namespace "
                + temporal.namespace()
                + " (temporal.namespace)");
  }

  private List<PollerInfo> pollers(TaskQueueType type) {
    return alive(temporal.whoPolls(type));
  }

  private List<PollerInfo> alive(DescribeTaskQueueRequest who) {
    List<PollerInfo> all = stub().describeTaskQueue(who).getPollersList();
    long newest = all.stream().mapToLong(it -> it.getLastAccessTime().getSeconds()).max().orElse(0);
    return all.stream()
        .filter(it -> it.getLastAccessTime().getSeconds() >= newest - ALIVE_SECONDS)
        .toList();
  }

  private Finding workers() {
    int lives = pollers(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW).size();
    int steps = pollers(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY).size();
    String queue = temporal.taskQueue();
    return lives > 0 && steps > 0
        ? Finding.ok(lives + " poll " + queue + " for lives, " + steps + " for steps")
        : Finding.fault(
            "no worker polls task queue "
                + queue
                + (lives == 0 ? " for lives" : " for steps")
                + ", so jobs wait",
            "start a worker, or give it and the gateway the same temporal.taskQueue");
  }

  /**
   * On the queue of its intakes a worker's identity is INSTALLATION/worker/RELEASE/KEYS/PROCESS.
   */
  private Finding oneRelease() {
    String intakes = temporal.taskQueue() + IntakeActivities.QUEUE_SUFFIX;
    Set<String> kinds = new TreeSet<>();
    alive(temporal.whoPolls(intakes, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)).stream()
        .map(poller -> poller.getIdentity().split("/", -1))
        .filter(parts -> parts.length > 4 && parts[1].equals("worker"))
        .forEach(parts -> kinds.add("release " + parts[2] + " with keys " + parts[3]));
    boolean known =
        keyIds.map(ids -> kinds.stream().allMatch(it -> it.endsWith(" " + ids))).orElse(true);
    String says = String.join(", ", kinds);
    if (kinds.size() < 2 && known) {
      return Finding.ok(kinds.isEmpty() ? "no worker tells its release" : says);
    }
    return Finding.warning(
        "the workers differ: "
            + says
            + keyIds.map(ids -> "; worker.yml has keys " + ids).orElse(""),
        "restart all of them with one release and the same sealingKeys; a token sealed by one has to"
            + " be opened by any other");
  }
}
