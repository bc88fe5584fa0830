package dev.mayfly.workflows.sweep;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.QueueSnapshot.GivenUp;
import dev.mayfly.workflows.sweep.SweepState.Counts;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.OneLine;
import dev.mayfly.workflows.temporal.StepFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The story of a sweep: have sent again what the gateway did not take → start a life for queued
 * jobs that have none → remove runners that no life stands behind. A part that cannot be done makes
 * the round incomplete, and stops neither the others nor the sweep.
 */
public final class Sweep {

  /** A deed of the sweep that is worth a line in the log and a metric. */
  public enum Deed {
    ROUND,
    REDELIVERED,
    PROVIDED,
    ASKED,
    REMOVED,
    KEPT,
    GIVEN_UP,
    FAILED
  }

  /** The listener to the sweep's deeds: to what each was done, and how it went. */
  public interface Listener {
    void heard(Deed deed, Object of, String how);
  }

  /** Repairs of one kind in one round, so that a round's history stays small. */
  static final int MOST_REPAIRS = 200;

  // One thing that cannot be mended must not keep the others from it; a service that is out must
  // not be asked two hundred times.
  private static final int MOST_FAILURES = 3;
  // It is carried from run to run.
  private static final int LONGEST_RELEASE = 200;
  private static final Duration USUAL_PAUSE = Duration.ofMinutes(1);
  // The ids of deliveries grow with time.
  private static final Comparator<FailedDelivery> QUEUED_AND_OLDEST_FIRST =
      Comparator.comparing((FailedDelivery failed) -> !"queued".equals(failed.action()))
          .thenComparingLong(FailedDelivery::id);

  private final SweepId id;
  private final SweepSteps steps;
  private final Supplier<Instant> now;
  private final Listener listener;
  private List<RunnerName> suspects;
  private @Nullable String next;
  private List<HookCursor> marks;
  private List<GivenUp> givenUp;
  private List<GivenUp> givenUpSoFar;
  private Counts counts;
  private @Nullable Instant lastSuccess;
  private @Nullable String failure;
  private @Nullable Duration bound;
  private @Nullable String release;
  private @Nullable String notRedelivered;
  private Duration pause = USUAL_PAUSE;
  private Instant listedAt = Instant.MIN;
  private @Nullable Search search;
  private final List<String> failures = new ArrayList<>();
  private final UnservedSoFar unserved = new UnservedSoFar();
  private boolean isMore;

  /** The round's search for queued jobs: the bound by its own measure, and how long it took. */
  private record Search(Duration bound, Duration took) {}

  public Sweep(SweepState state, SweepSteps steps, Supplier<Instant> now, Listener listener) {
    this.id = state.id();
    this.steps = steps;
    this.now = now;
    this.listener = listener;
    this.suspects = state.suspects();
    this.next = state.next();
    this.marks = state.marks();
    this.givenUp = state.givenUp();
    this.givenUpSoFar = state.next() == null ? List.of() : state.givenUp();
    this.counts = state.counts();
    this.lastSuccess = state.lastSuccess();
    this.failure = state.failure();
    this.bound = state.bound();
    this.release = state.release();
    this.notRedelivered = state.notRedelivered();
  }

  /** One round. Returns how long to wait for the next. */
  public Duration round() {
    Instant begun = now.get();
    failures.clear();
    isMore = false;
    search = null;
    part(this::redeliverWhatFailed);
    part(this::provideForQueued);
    part(this::removeOrphans);
    search().ifPresent(it -> bound = it.bound().plus(besides(begun, it).multipliedBy(2)));
    counts = counts.plus(Deed.ROUND);
    failure = failures.isEmpty() ? null : inWords(failures);
    lastSuccess = failures.isEmpty() ? begun : lastSuccess;
    listener.heard(Deed.ROUND, id, failure == null ? "complete" : failure);
    return isMore ? Duration.ZERO : pause;
  }

  /**
   * Returns the time of a round beside the search for queued jobs. A job that the search has just
   * missed waits for it twice: in that round, and in the next one until its life begins.
   */
  private Duration besides(Instant begun, Search search) {
    return Duration.between(begun, now.get()).minus(search.took());
  }

  private Optional<Search> search() {
    return Optional.ofNullable(search);
  }

  private void redeliverWhatFailed() {
    DeliveriesSnapshot snapshot = steps.findFailedDeliveries(marks);
    notRedelivered = snapshot.unavailable();
    List<FailedDelivery> failed =
        snapshot.failed().stream().sorted(QUEUED_AND_OLDEST_FIRST).toList();
    marks = marksAfter(snapshot, mend(failed, FailedDelivery::guid, this::redeliver));
    // Not at once: what was sent again just now is not listed as such yet.
    isMore = false;
  }

  private void redeliver(FailedDelivery delivery) {
    steps.redeliver(delivery);
    did(Deed.REDELIVERED, delivery.hook() + "/deliveries/" + delivery.id(), delivery.guid());
  }

  /** A hook of which something is left to do is read once more from where it was read before. */
  private List<HookCursor> marksAfter(DeliveriesSnapshot snapshot, List<FailedDelivery> left) {
    Set<String> unread = new HashSet<>();
    left.forEach(delivery -> unread.add(delivery.hook()));
    List<HookCursor> after = new ArrayList<>(marks);
    after.removeIf(mark -> !unread.contains(mark.hook()));
    snapshot.marks().stream().filter(mark -> !unread.contains(mark.hook())).forEach(after::add);
    return after;
  }

  private void provideForQueued() {
    Instant begun = now.get();
    QueueSnapshot snapshot = steps.findQueued(next);
    search = new Search(snapshot.bound(), Duration.between(begun, now.get()));
    pause = snapshot.pause().toSeconds() > 0 ? snapshot.pause() : USUAL_PAUSE;
    giveUp(snapshot);
    mend(snapshot.jobs(), job -> job.request().lifeId(), this::provide);
    mend(snapshot.unlisted(), life -> life, this::askAfterJob);
    moveOn(snapshot);
    if (snapshot.next() != null && snapshot.examined() == 0) {
      throw new StepFailed(FailureType.UNAVAILABLE, "no budget to look for queued jobs");
    }
  }

  /** Looks on from there in the next round, unless there was more than could be mended. */
  private void moveOn(QueueSnapshot snapshot) {
    if (snapshot.jobs().size() <= MOST_REPAIRS) {
      unserved.saw(snapshot, next == null);
      next = snapshot.next();
    }
  }

  /** Verified, since the others before it and its own retries may have taken minutes. */
  private void provide(QueuedJob job) {
    String what = steps.provideFor(job.verified());
    did(Deed.PROVIDED, job.request().lifeId(), job.why() + ": " + what);
  }

  private void askAfterJob(LifeId life) {
    steps.askAfterJob(life);
    did(Deed.ASKED, life, "its job is not queued any more");
  }

  /** Said once of each life; what is not found again in a complete look is forgotten. */
  private void giveUp(QueueSnapshot snapshot) {
    Map<LifeId, GivenUp> soFar = new LinkedHashMap<>();
    if (next != null) {
      givenUpSoFar.forEach(one -> soFar.put(one.life(), one));
    }
    snapshot.givenUp().forEach(one -> soFar.put(one.life(), one));
    Map<LifeId, GivenUp> known = new LinkedHashMap<>();
    givenUp.forEach(one -> known.put(one.life(), one));
    for (GivenUp one : snapshot.givenUp()) {
      if (known.putIfAbsent(one.life(), one) == null) {
        listener.heard(Deed.GIVEN_UP, one.life(), one.why());
      }
    }
    givenUpSoFar = List.copyOf(soFar.values());
    givenUp = snapshot.next() == null ? givenUpSoFar : List.copyOf(known.values());
  }

  /** One look proves nothing: removed is what the complete look before this one had found, too. */
  private void removeOrphans() {
    Instant asked = now.get();
    OrphansSnapshot snapshot = steps.findOrphans();
    // By the workflow's time: each look may be another worker's, with another clock.
    Set<RunnerName> before = asked.isAfter(listedAt) ? new HashSet<>(suspects) : Set.of();
    listedAt = now.get();
    suspects = snapshot.orphans().stream().map(Orphan::name).toList();
    List<Orphan> confirmed =
        snapshot.orphans().stream().filter(o -> before.contains(o.name())).toList();
    confirmed.stream().filter(Orphan::busy).forEach(this::keep);
    List<Orphan> idle = confirmed.stream().filter(orphan -> !orphan.busy()).toList();
    mend(idle, Orphan::name, this::remove);
  }

  private void remove(Orphan orphan) {
    switch (steps.removeOrphan(orphan)) {
      case REMOVED -> did(Deed.REMOVED, orphan.name(), orphan.why());
      case IN_USE -> keep(orphan);
      case ALREADY_GONE -> {}
    }
  }

  private void keep(Orphan orphan) {
    did(Deed.KEPT, orphan.name(), orphan.why() + ", and it has a job");
  }

  private void part(Runnable part) {
    try {
      part.run();
    } catch (StepFailed e) {
      failed(id, e);
    }
  }

  /**
   * Mends one after the other, within bounds. Returns what is left for another round: what could
   * not be done for now, or was not tried.
   */
  private <T> List<T> mend(List<T> broken, Function<T, Object> name, Consumer<T> step) {
    List<T> left = new ArrayList<>();
    int failed = 0;
    for (int i = 0; i < broken.size(); i++) {
      if (i >= MOST_REPAIRS || failed >= MOST_FAILURES) {
        left.addAll(broken.subList(i, broken.size()));
        isMore |= failed < MOST_FAILURES;
        return left;
      }
      try {
        step.accept(broken.get(i));
      } catch (StepFailed e) {
        failed++;
        failed(name.apply(broken.get(i)), e);
        if (e.mayWorkLater()) {
          left.add(broken.get(i));
        }
      }
    }
    return left;
  }

  private void did(Deed deed, Object of, String how) {
    counts = counts.plus(deed);
    listener.heard(deed, of, how);
  }

  private void failed(Object of, StepFailed why) {
    failures.add(String.valueOf(why.getMessage()));
    listener.heard(Deed.FAILED, of, String.valueOf(why.getMessage()));
  }

  private static String inWords(List<String> failures) {
    String more = failures.size() == 1 ? "" : ", and " + (failures.size() - 1) + " more";
    return failures.get(0) + more;
  }

  /** A worker of this release is there. Says whether that is another one than before. */
  boolean upgrade(String release) {
    String to = OneLine.of(release, LONGEST_RELEASE);
    boolean isOther = this.release != null && !this.release.equals(to);
    this.release = to;
    return isOther;
  }

  /** Returns the queued jobs that no pool serves. */
  Unserved unserved() {
    return unserved.known();
  }

  public SweepState state() {
    return state(null);
  }

  /**
   * Returns the state for people.
   *
   * @param ignored the messages that made no sense, in words; not carried from run to run.
   */
  SweepState state(@Nullable String ignored) {
    return new SweepState(
        SweepState.SCHEMA,
        id,
        suspects,
        next,
        marks,
        givenUp,
        counts,
        lastSuccess,
        failure,
        bound,
        release,
        notRedelivered,
        ignored);
  }
}
