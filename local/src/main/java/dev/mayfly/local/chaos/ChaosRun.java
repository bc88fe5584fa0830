package dev.mayfly.local.chaos;

import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LifeQueries.LifeRun;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.TaskCounts;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.webhook.DeliveryCounts;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.sweep.SweepState;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows a demo under chaos: a line every few seconds, and the end once every job is over, every
 * delivery has arrived and every life has ended.
 */
public final class ChaosRun {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration TELL_EVERY = Duration.ofSeconds(5);
  // What was told to go may take a moment.
  private static final Duration TIDY = Duration.ofSeconds(10);

  private final LocalStack stack;
  private final LifeQueries lives;
  private final PrintStream out;
  private final long began = System.nanoTime();
  private final Set<Long> ended = new HashSet<>();
  private final Map<String, LifeStatus> known = new LinkedHashMap<>();
  private Duration told = Duration.ZERO;
  private int redelivered;
  private @Nullable Duration bound;

  public ChaosRun(LocalStack stack, PrintStream out) {
    this.stack = stack;
    this.lives = stack.lives();
    this.out = out;
  }

  /**
   * Follows until all is over, or for so long, and reports. GitHub tries no delivery twice by
   * itself: a {@code queued} that the gateway could not take, on a machine that is too busy, is
   * sent again as an operator would.
   */
  public ChaosReport follow(Duration atMost) throws InterruptedException {
    while (!isAllOver() && elapsed().compareTo(atMost) < 0) {
      redelivered += stack.github().redeliverRefused();
      noteBound();
      tell();
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    }
    Duration all = elapsed();
    noteBound();
    Duration patience = all.plus(TIDY);
    while (!stack.leftovers().isEmpty() && elapsed().compareTo(patience) < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    }
    return new ChaosReport(
        stack.github().jobs(),
        stack.github().starts(),
        stack.github().deliveries(),
        stack.github().unheardOf(),
        bound,
        redelivered,
        stack.batch().counts(),
        List.copyOf(known.values()),
        openLives(),
        stack.leftovers(),
        all);
  }

  /** It grows with what there is to do, so the longest that the sweep ever said is kept. */
  private void noteBound() {
    lives
        .sweep()
        .map(SweepState::bound)
        .filter(said -> bound == null || said.compareTo(bound) > 0)
        .ifPresent(said -> bound = said);
  }

  private boolean isAllOver() {
    List<JobView> jobs = stack.github().jobs();
    boolean delivered = stack.github().deliveries().waiting() == 0;
    // Only a delivery can start a life again, so this look is the last one once none is left.
    long open = jobs.stream().filter(job -> !hasEnded(job, delivered)).count();
    return delivered && open == 0 && jobs.stream().allMatch(JobView::isOver);
  }

  /**
   * @param again whether to look once more at a life that had ended.
   */
  private boolean hasEnded(JobView job, boolean again) {
    if (!job.isOver() || (ended.contains(job.id()) && !again)) {
      return job.isOver();
    }
    Optional<LifeRun> run = lives.newestRun(job.id());
    if (run.isEmpty() && stack.github().unheardOf().contains(job.id())) {
      // Another job's runner took it before the sweep had found it: no life is needed then.
      return ended.contains(job.id()) || ended.add(job.id());
    }
    return run.isPresent() && !run.get().open() && remember(job, run.get());
  }

  private boolean remember(JobView job, LifeRun life) {
    if (!known.containsKey(life.runId())) {
      lives.status(job.id()).ifPresent(status -> known.put(life.runId(), status));
    }
    return known.containsKey(life.runId()) && (ended.contains(job.id()) || ended.add(job.id()));
  }

  private List<String> openLives() {
    return stack.github().jobs().stream()
        .map(JobView::id)
        .filter(job -> lives.newestRun(job).map(LifeRun::open).orElse(false))
        .map(job -> LifeQueries.of(job).toString())
        .toList();
  }

  private void tell() {
    if (elapsed().minus(told).compareTo(TELL_EVERY) < 0) {
      return;
    }
    told = elapsed();
    List<JobView> jobs = stack.github().jobs();
    long over = jobs.stream().filter(JobView::isOver).count();
    long running = jobs.stream().filter(job -> job.status().equals("in_progress")).count();
    TaskCounts tasks = stack.batch().counts();
    DeliveryCounts deliveries = stack.github().deliveries();
    out.printf(
        """
        %5d s  jobs: %3d queued, %2d running, %3d over   lives: %3d open   \
        tasks: %3d made, %2d died   deliveries: %3d sent, %3d lost
        """,
        told.toSeconds(),
        jobs.size() - running - over,
        running,
        over,
        jobs.size() - ended.size(),
        tasks.created(),
        tasks.deaths().size(),
        deliveries.sent(),
        deliveries.lost());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
