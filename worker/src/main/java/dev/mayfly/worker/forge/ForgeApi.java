package dev.mayfly.worker.forge;

import dev.mayfly.worker.forge.auth.RegistrationToken;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One configured forge's REST API, as far as Mayfly uses it. Every method blocks for one call or
 * more and throws {@link ForgeException}; none tries again by itself. Thread-safe.
 */
public interface ForgeApi {

  /** Returns the forge's configuration. */
  Forge forge();

  /** The hourly limit that shares of the budget are parts of. */
  int requestsPerHour();

  /**
   * Returns whether what is known of unchanged listings is known for good. Entity tags belong to
   * one token (eclipse-csi/otterdog#201), and an App's lasts an hour: then each listing is paid for
   * once. Rule gh-etag-per-token.
   */
  default boolean keepsItsToken() {
    return true;
  }

  /** Returns in words how much of its budget is left. */
  String budget();

  /**
   * Returns what the forge says of each credential that asks it, of an App once for each scope;
   * empty where it says nothing. It is asked for its rate limit, which costs nothing of it (docs,
   * "Get rate limit status for the authenticated user").
   */
  default List<SignedIn> signedIn() {
    return List.of();
  }

  /** The same forge and the same budget, but everything that is asked has the sweep's priority. */
  ForgeApi forSweep();

  /** Returns the listings of queued jobs; not every forge has them. */
  ForgeQueue queue();

  /** Its webhooks and their deliveries; not every forge has any. */
  ForgeHooks hooks();

  /** Returns its check runs; empty where there are none, or not for this credential. */
  default Optional<CheckRuns> checkRuns() {
    return Optional.empty();
  }

  /**
   * Cancels the run of a job, if the job is queued.
   *
   * @return what became of the run, in words for people.
   * @throws ForgeException UNAVAILABLE too while another job of the run is in progress.
   */
  default String cancelRun(JobRef job) {
    return "Mayfly cancels no runs of this forge";
  }

  /** Returns a token with which a runner registers. */
  RegistrationToken registrationToken(Scope scope);

  /**
   * Registers a runner and returns what it starts with.
   *
   * @throws ForgeException with status 409 when a registration of this name exists.
   */
  default JitConfig jitConfig(Scope scope, String name, List<String> labels, long runnerGroupId) {
    throw new ForgeException(
        Kind.POOL_FAULT, "this forge makes no just-in-time configurations", null);
  }

  /**
   * The id of a runner group.
   *
   * @param name absent for the default group.
   */
  default long runnerGroupId(Scope scope, @Nullable String name) {
    throw new ForgeException(Kind.POOL_FAULT, "this forge has no runner groups", null);
  }

  /**
   * Returns why the forge would give this job to no runner of a group; empty where it would, and
   * where it will not say.
   *
   * @param runnerGroup absent for the default group.
   */
  default Optional<String> whyNotServed(JobRef job, @Nullable String runnerGroup) {
    return Optional.empty();
  }

  /**
   * Returns the runner group in which runners for this job register, and whom it serves, in words
   * for people; empty where there are no groups.
   *
   * @param runnerGroup absent for the default group.
   */
  default Optional<String> groupInWords(JobRef job, @Nullable String runnerGroup) {
    return Optional.empty();
  }

  /** All registrations of a scope. */
  RunnerListing runners(Scope scope);

  /** One registration by its id; empty when there is none. */
  Optional<RunnerSnapshot> runner(Scope scope, long id);

  /** Every registration of this name: a forge may ignore the filter, or allow a name twice. */
  List<RunnerSnapshot> runnersNamed(Scope scope, String name);

  /**
   * Returns when runners of a version get no more jobs; empty where nothing is announced, as of the
   * newest.
   *
   * @param version in numbers and dots.
   */
  default Optional<Instant> runtimeEnd(Scope scope, String version) {
    return Optional.empty();
  }

  /** Removes a registration, unless it has a job; a missing one is as good. */
  Removal delete(Scope scope, long id);

  /** Returns the status of a job; {@code UNKNOWN} when the forge will not say. */
  JobStatus job(JobRef job);

  /** Returns a job with its labels; empty when the forge will not say, or has none. */
  default Optional<SeenJob> seen(String repository, long id) {
    return Optional.empty();
  }
}
