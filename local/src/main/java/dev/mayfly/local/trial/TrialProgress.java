package dev.mayfly.local.trial;

import dev.mayfly.local.PhaseLines;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.LifeStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Tells what happens to the jobs of a trial: a line for every phase that a runner enters, and one
 * for each job's end. A life is known by its first task.
 */
final class TrialProgress {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final BatchStandIn batch;
  private final LifeQueries lives;
  private final PrintStream out;
  private final PhaseLines phases;
  private final Set<Long> open = new TreeSet<>();
  private final Set<Long> over = new HashSet<>();

  TrialProgress(BatchStandIn batch, LifeQueries lives, PrintStream out) {
    this.batch = batch;
    this.lives = lives;
    this.out = out;
    this.phases = new PhaseLines(out);
  }

  /** Follows until this thread is interrupted. */
  void follow() throws InterruptedException {
    while (true) {
      look();
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    }
  }

  private void look() {
    batch.tasks().stream()
        .map(task -> RunnerName.parse(task.id()))
        .flatMap(Optional::stream)
        .map(runner -> runner.life().jobId())
        .filter(job -> !over.contains(job))
        .forEach(open::add);
    open.removeIf(this::isOver);
  }

  private boolean isOver(long job) {
    Optional<LifeStatus> status = lives.status(job);
    status.ifPresent(life -> phases.tell("job " + job, life));
    Optional<LifeStatus> ended = status.filter(life -> life.outcome() != null);
    ended.ifPresent(life -> out.println("job " + job + ": " + firstLine(life.line())));
    return ended.isPresent() && over.add(job);
  }

  /** Returns what the Web UI shows first, without its Markdown. */
  private static String firstLine(String markdown) {
    return markdown.lines().findFirst().orElse("").replaceAll("\\*\\*|\\\\", "");
  }
}
