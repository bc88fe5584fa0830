package dev.mayfly.local;

import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalConfiguration;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Tells what happens to the jobs of a demo: a line for every phase that a runner enters, and a
 * table at the end.
 */
final class Progress {

  /** The status of an answer that takes nothing on. */
  private static final String IGNORED = "200 ";

  private static final Duration LOOK_EVERY = Duration.ofMillis(300);

  private final GitHubStandIn github;
  private final LifeQueries lives;
  private final PrintStream out;
  private final PhaseLines lines;
  private final Map<Long, LifeStatus> seen = new LinkedHashMap<>();
  private final Set<Long> refused = new HashSet<>();

  Progress(GitHubStandIn github, LifeQueries lives, PrintStream out) {
    this.github = github;
    this.lives = lives;
    this.out = out;
    this.lines = new PhaseLines(out);
  }

  /**
   * Follows until every job is over and every life has ended. A job that the gateway took no life
   * on for is over, too.
   *
   * @return whether all jobs succeeded and all lives completed.
   */
  boolean followToTheEnd(Duration atMost) throws InterruptedException, TimeoutException {
    while (!isAllOver()) {
      if (lines.elapsed().compareTo(atMost) > 0) {
        throw new TimeoutException("not over after " + atMost.toSeconds() + " s");
      }
      github.awaitChange(LOOK_EVERY);
    }
    return github.jobs().stream().allMatch(this::isGood);
  }

  private boolean isGood(JobView job) {
    LifeStatus life = seen.get(job.id());
    return "success".equals(job.conclusion())
        && (life == null ? isDoneUnheardOf(job) : Outcome.COMPLETED.equals(life.outcome()));
  }

  /**
   * Returns whether another job's runner did it before the sweep found it: it gets no life then.
   */
  private boolean isDoneUnheardOf(JobView job) {
    return job.isOver() && github.unheardOf().contains(job.id());
  }

  private boolean isAllOver() {
    boolean over = true;
    for (JobView job : github.jobs()) {
      if (isRefused(job)) {
        continue;
      }
      boolean ended = tell(job).map(life -> life.outcome() != null).orElse(isDoneUnheardOf(job));
      over &= job.isOver() && ended;
    }
    return over;
  }

  /** Returns whether the job gets no life; prints so once, and what to do. */
  private boolean isRefused(JobView job) {
    if (seen.containsKey(job.id()) || refused.contains(job.id())) {
      return refused.contains(job.id());
    }
    Optional<String> answer = github.refusal(job.id());
    answer.ifPresent(
        text -> {
          refused.add(job.id());
          out.println("job " + job.name() + " gets no runner; the gateway answered " + text);
          if (text.startsWith(IGNORED)) {
            out.println(advice(job));
          }
        });
    return answer.isPresent();
  }

  private static String advice(JobView job) {
    return LocalConfiguration.offers().stream()
        .map(labels -> "\n  " + labels)
        .collect(
            Collectors.joining(
                "",
                "it asks for "
                    + job.labels()
                    + "; it must ask for self-hosted, and for nothing but what one of these pools"
                    + " offers:",
                "\nchange runs-on in the workflow file, or replace a recorded job's labels:"
                    + " --labels self-hosted,ubuntu-latest"));
  }

  /** Queries a life unless it has ended already, and prints what is new. */
  private Optional<LifeStatus> tell(JobView job) {
    LifeStatus known = seen.get(job.id());
    if (known != null && known.outcome() != null) {
      return Optional.of(known);
    }
    Optional<LifeStatus> status = lives.status(job.id());
    status.ifPresent(
        life -> {
          seen.put(job.id(), life);
          lines.tell(job.name(), life);
        });
    return status;
  }

  void printTable() {
    out.println();
    out.printf("%-24s %-40s %-14s %s%n", "job", "runner", "outcome", "seconds in each phase");
    for (JobView job : github.jobs()) {
      LifeStatus life = seen.get(job.id());
      String runner = job.runner() == null ? "-" : job.runner();
      String outcome = life == null ? "no life" : String.valueOf(life.outcome());
      out.printf(
          "%-24s %-40s %-14s %s%n",
          job.name() + " (" + job.conclusion() + ")",
          runner,
          outcome,
          life == null ? "" : phases(life));
    }
  }

  private static String phases(LifeStatus life) {
    return life.attempts().stream().map(Progress::phases).collect(Collectors.joining(" | "));
  }

  private static String phases(AttemptStatus attempt) {
    StringBuilder text = new StringBuilder();
    List<LifeStatus.PhaseEntry> phases = attempt.phases();
    for (int i = 0; i + 1 < phases.size(); i++) {
      if (phases.get(i).phase() != Phase.ENDED) {
        text.append(i == 0 ? "" : ", ")
            .append(phases.get(i).phase())
            .append(' ')
            .append(seconds(phases.get(i).at(), phases.get(i + 1).at()));
      }
    }
    return text.toString();
  }

  private static String seconds(Instant from, Instant to) {
    return String.format(Locale.ROOT, "%.1f", Duration.between(from, to).toMillis() / 1000.0);
  }
}
