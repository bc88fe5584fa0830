package dev.mayfly.serve.doctor;

import com.google.common.base.Suppliers;
import dev.mayfly.service.doctor.Check;
import dev.mayfly.service.doctor.Finding;
import dev.mayfly.service.doctor.Question;
import dev.mayfly.worker.WorkerConfiguration;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.temporal.InWords;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The checks of the Batch account: its pools, jobs and tasks. */
final class BatchChecks {

  private static final Set<String> TAKES_TASKS = Set.of("active", "enabling");
  private static final Duration LONG = Duration.ofMinutes(10);

  private final AzureBatchClient batch;
  private final List<Pool> pools;
  private final InstantSource clock;
  private final Map<Pool, Supplier<Nodes>> nodes = new LinkedHashMap<>();
  private final Map<Pool, Supplier<Work>> work = new LinkedHashMap<>();

  /** The nodes of both kinds. */
  private record Nodes(PoolSnapshot dedicated, PoolSnapshot spot) {

    int wanted() {
      return dedicated.target() + spot.target();
    }

    int there() {
      return dedicated.current() + spot.current();
    }
  }

  private record Work(Map<BatchJobId, String> jobs, List<TaskSnapshot> tasks) {}

  BatchChecks(WorkerConfiguration configuration, AzureBatchClient batch, InstantSource clock) {
    this.batch = batch;
    this.pools = configuration.fleet().pools().stream().filter(pool -> !pool.retired()).toList();
    this.clock = clock;
    String installation = configuration.fleet().installation();
    for (Pool pool : pools) {
      nodes.put(
          pool,
          Suppliers.memoize(
              () ->
                  new Nodes(
                      batch.pools().pool(pool.batchPool(), Kind.DEDICATED),
                      batch.pools().pool(pool.batchPool(), Kind.SPOT))));
      work.put(pool, Suppliers.memoize(() -> work(batch.jobStates(installation, pool.name()))));
    }
  }

  private Work work(Map<BatchJobId, String> jobs) {
    return new Work(
        jobs, jobs.keySet().stream().flatMap(job -> batch.tasks(job).stream()).toList());
  }

  void addTo(Map<Question, Check> checks) {
    checks.put(Question.ACCOUNT, this::account);
    checks.put(Question.BATCH_POOLS, () -> each(this::pool));
    checks.put(Question.RESIZES, () -> each(this::resize));
    checks.put(Question.FORMULAS, () -> each(this::formula));
    checks.put(Question.CAPACITY, () -> each(this::capacity));
    checks.put(Question.BATCH_JOBS, () -> each(this::jobs));
    checks.put(Question.IMAGES, () -> each(this::image));
    checks.put(Question.WAITING, () -> each(this::waiting));
  }

  private Finding each(Function<Pool, Finding> check) {
    return Finding.all(pools.stream().map(check).toList());
  }

  private static String setting(Pool pool, String key) {
    return "pools[name=" + pool.name() + "]." + key;
  }

  private Nodes nodes(Pool pool) {
    return Objects.requireNonNull(nodes.get(pool)).get();
  }

  private Work work(Pool pool) {
    return Objects.requireNonNull(work.get(pool)).get();
  }

  private Finding account() {
    try {
      pools.stream().findFirst().ifPresent(this::work);
      return Finding.ok("it answers");
    } catch (BatchException e) {
      return Finding.fault(
          "Batch does not do as asked: " + e.getMessage(),
          e.status() == BatchException.NO_ANSWER
              ? "correct batch.url, or open the way to it"
              : "correct batch.account and batch.key, or batch.entra");
    }
  }

  private Finding pool(Pool pool) {
    try {
      Nodes its = nodes(pool);
      boolean steady = its.dedicated().allocation() == PoolSnapshot.Allocation.STEADY;
      return Finding.ok(
          "%s has %d of %d nodes%s"
              .formatted(
                  pool.batchPool(), its.there(), its.wanted(), steady ? "" : ", being resized"));
    } catch (BatchException e) {
      return Finding.fault(
          "pool " + pool.name() + " has no nodes: " + e.getMessage(),
          "make Batch pool " + pool.batchPool() + ", or correct " + setting(pool, "batchPool"));
    }
  }

  private Finding resize(Pool pool) {
    List<String> errors = nodes(pool).dedicated().errors();
    return errors.isEmpty()
        ? Finding.ok(pool.batchPool() + " has no error")
        : Finding.fault(
            pool.batchPool() + " could not be resized: " + String.join(", ", errors),
            "of a quota: ask Azure for more cores of this size, or lower "
                + setting(pool, "scaling.maximum")
                + "; else see the pool's page in the portal");
  }

  private Finding formula(Pool pool) {
    if (!nodes(pool).dedicated().autoscale()) {
      return Finding.ok(pool.batchPool() + " has no formula");
    }
    return batch
        .pools()
        .formulaFault(pool.batchPool())
        .map(
            why ->
                Finding.fault(
                    "the formula of " + pool.batchPool() + " cannot be evaluated: " + why,
                    "correct "
                        + setting(pool, "scaling.formula")
                        + " and hand the nodes back, or the formula of the Batch pool"))
        .orElse(Finding.ok("the formula of " + pool.batchPool() + " can be evaluated"));
  }

  private Finding capacity(Pool pool) {
    Nodes its = nodes(pool);
    Integer cap = pool.maxRunners();
    boolean grows = its.dedicated().autoscale() && pool.scaling() == null;
    if (cap == null || grows) {
      return Finding.ok(pool.name() + (cap == null ? " has no cap" : " scales by its formula"));
    }
    int most = pool.scaling() == null ? its.wanted() : pool.scaling().maximum();
    int places = most * its.dedicated().slotsPerNode();
    String says = "%s: a cap of %d on %d places".formatted(pool.name(), cap, places);
    return cap <= places
        ? Finding.ok(says)
        : Finding.warning(
            says + ", so tasks wait at Batch",
            "lower "
                + setting(pool, "maxRunners")
                + ", or raise scaling.maximum or the Batch pool's size");
  }

  private Finding jobs(Pool pool) {
    List<String> idle =
        work(pool).jobs().entrySet().stream()
            .filter(job -> !TAKES_TASKS.contains(job.getValue()))
            .map(job -> job.getKey() + " is " + job.getValue())
            .toList();
    return idle.isEmpty()
        ? Finding.ok(pool.name() + ": " + work(pool).jobs().size() + " job(s) take tasks")
        : Finding.warning(
            String.join(", ", idle) + ", so its tasks do not run",
            "enable it in the portal; new runners of "
                + setting(pool, "name")
                + " go to a job of the next number");
  }

  /** By the tasks of the last hour, which Batch keeps: no registry is asked. */
  private Finding image(Pool pool) {
    return work(pool).tasks().stream()
        .filter(TaskSnapshot::poolFault)
        .findFirst()
        .map(
            task ->
                Finding.fault(
                    pool.image() + " did not start in task " + task.id() + ": " + task.failure(),
                    "push it, or correct "
                        + setting(pool, "image")
                        + " or the registry of the Batch pool"))
        .orElse(Finding.ok(pool.image() + " starts"));
  }

  private Finding waiting(Pool pool) {
    Instant before = clock.instant().minus(LONG);
    List<Instant> since =
        work(pool).tasks().stream()
            .filter(task -> task.state() == TaskSnapshot.State.ACTIVE)
            .map(TaskSnapshot::createdAt)
            .filter(at -> at != null && at.isBefore(before))
            .toList();
    return since.isEmpty()
        ? Finding.ok(pool.name() + ": none waits for long")
        : Finding.warning(
            "%s: %d task(s) wait for a node, one for %s, while %d of %d nodes are there"
                .formatted(
                    pool.name(),
                    since.size(),
                    InWords.of(
                        Duration.between(
                            since.stream().min(Instant::compareTo).orElse(before),
                            clock.instant())),
                    nodes(pool).there(),
                    nodes(pool).wanted()),
            "raise "
                + setting(pool, "scaling.maximum")
                + " or the size of the Batch pool, or lower "
                + setting(pool, "maxRunners"));
  }
}
