package dev.mayfly.workflows.fleet;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a pool's runners. A deadline decides nothing by itself: it makes the watcher or
 * the life ask, and only the answer counts.
 *
 * @param online from the task's start on a node until the forge lists the runner as online; image
 *     pull included. Default 30 min.
 * @param idle from online until a job takes the runner. Default 10 min.
 * @param job how long a job may run; absent, the default, means that Mayfly sets no limit of its
 *     own.
 * @param exit from the job's end until the container has left by itself; then its task is ended.
 *     Default 15 s.
 */
public record Deadlines(Duration online, Duration idle, @Nullable Duration job, Duration exit) {

  // GitHub's own limit for a job on a self-hosted runner: 5 days ("Usage limits"). Rule
  // gh-job-five-days.
  private static final Duration LONGEST_JOB = Duration.ofDays(5);

  public static final Deadlines DEFAULT = new Deadlines(null, null, null, null);

  public Deadlines(
      @Nullable Duration online,
      @Nullable Duration idle,
      @Nullable Duration job,
      @Nullable Duration exit) {
    this.online = positive("online", requireNonNullElse(online, Duration.ofMinutes(30)));
    this.idle = positive("idle", requireNonNullElse(idle, Duration.ofMinutes(10)));
    this.job = job == null ? null : positive("job", job);
    this.exit = positive("exit", requireNonNullElse(exit, Duration.ofSeconds(15)));
  }

  public Optional<Duration> jobLimit() {
    return Optional.ofNullable(job);
  }

  /** The Batch task's {@code maxWallClockTime}: a backstop far behind every deadline of ours. */
  public Duration maxWallClock() {
    return online.plus(idle).plus(jobLimit().orElse(LONGEST_JOB)).plusHours(1);
  }

  private static Duration positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than zero, but is " + value);
    }
    return value;
  }
}
