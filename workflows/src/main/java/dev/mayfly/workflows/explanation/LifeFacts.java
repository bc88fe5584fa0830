package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a life knows of its job: the answer to its query {@code facts}. Fields may be
 * added, never change their meaning.
 *
 * @param id the life's, which is its workflow's.
 * @param job what the life is about.
 * @param begun when the life began, which is when it heard that the job is queued.
 * @param standing the job's, as the life last heard.
 * @param runner the name of the runner that has or had the job; absent while none has.
 * @param isOurs whether that is a runner of this installation.
 * @param settled when no runner was owed any more; absent while one is.
 * @param held since when nothing is made as the job may not run; absent: it may.
 * @param next when the life acts by itself, if it is not told before; absent: it is at work.
 * @param isSpent whether it makes no more runners, since too many have failed.
 * @param cancelled absent unless an operator cancelled the life.
 * @param outcome absent while it is open.
 * @param attempts its runners, in order.
 */
public record LifeFacts(
    String id,
    Job job,
    Instant begun,
    JobStanding standing,
    @Nullable String runner,
    boolean isOurs,
    @Nullable String conclusion,
    @Nullable Instant settled,
    @Nullable Instant held,
    @Nullable Instant next,
    boolean isSpent,
    @Nullable Cancelled cancelled,
    @Nullable Outcome outcome,
    List<AttemptFacts> attempts) {

  /**
   * A job.
   *
   * @param name as its author wrote it: data, never markup.
   * @param url its page at the forge.
   * @param limited whether a runner of its pool needs a turn first.
   * @param cancelsRun whether its run is cancelled if the life gives up on it.
   */
  public record Job(
      String forge,
      long id,
      String repository,
      @Nullable String workflow,
      String name,
      @Nullable String url,
      String pool,
      boolean limited,
      boolean cancelsRun) {

    public Job {
      requireNonNull(forge, "forge");
      requireNonNull(repository, "repository");
      requireNonNull(name, "name");
      requireNonNull(pool, "pool");
    }

    /** In a few words, which its author chose: data, never markup. */
    public String inWords() {
      return repository + " · " + (workflow == null ? "" : workflow + " / ") + name;
    }
  }

  /**
   * The life was cancelled.
   *
   * @param byForce whether a runner with a job is ended too.
   */
  public record Cancelled(String by, String reason, boolean byForce) {}

  /**
   * The life is over.
   *
   * @param runner of a job that ran: where.
   * @param cause in words for people; of one that ran: how it concluded.
   */
  public record Outcome(OutcomeKind kind, @Nullable String runner, String cause, Instant at) {

    public Outcome {
      requireNonNull(kind, "kind");
      requireNonNull(cause, "cause");
    }
  }

  public LifeFacts {
    requireNonNull(id, "id");
    requireNonNull(job, "job");
    requireNonNull(begun, "begun");
    requireNonNull(standing, "standing");
    attempts = List.copyOf(attempts);
  }

  /** Returns whether its job waits for a node to start the task of its newest runner. */
  public boolean waitsForNode() {
    return newest().filter(it -> it.step() == Step.NODE && it.leaving() == null).isPresent();
  }

  /** The runner that was made last. */
  Optional<AttemptFacts> newest() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
  }

  /** Its own runner of this name. */
  Optional<AttemptFacts> attempt(@Nullable String name) {
    return attempts.stream().filter(it -> it.runner().equalsIgnoreCase(name)).findFirst();
  }
}
