package dev.mayfly.worker.sweep;

import dev.mayfly.worker.forge.ForgeQueue;
import dev.mayfly.worker.forge.ListedJob;
import dev.mayfly.worker.forge.ListedRepository;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.Listed;
import dev.mayfly.worker.sweep.RepositoryRotation.Visit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queued jobs of a forge that lists no jobs but those of a run: repository by repository, its
 * unfinished runs, then their jobs. Listings that have not changed since the last search are free.
 */
final class ByRepository implements JobSource {

  private static final Logger LOG = LoggerFactory.getLogger(ByRepository.class);

  // A run that waits for an approval, or goes on, can have jobs that are queued. One that is
  // pending or requested has none yet.
  private static final List<String> UNFINISHED = List.of("queued", "in_progress", "waiting");
  private static final Duration LATELY = Duration.ofHours(1);
  // So that a search is over before its step is given up, however slow the forge.
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(45);
  // One repository may be broken at the forge; several in a row mean that the forge is.
  private static final int MOST_FAILURES = 3;

  private final ForgeQueue queue;
  private final SweptScopes scopes;
  private final RepositoryRotation repositories = new RepositoryRotation();
  // Each is said once, until it can be read.
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
  private final PassCost cost;
  private final InstantSource clock;

  ByRepository(ForgeQueue queue, SweptScopes scopes, PassCost cost, InstantSource clock) {
    this.queue = queue;
    this.scopes = scopes;
    this.cost = cost;
    this.clock = clock;
  }

  @Override
  public QueuePage search(RepositoryCursor after) {
    Tally tally = new Tally();
    Instant begun = clock.instant();
    Set<String> all = new LinkedHashSet<>();
    Set<String> pushed = new LinkedHashSet<>();
    all.addAll(scopes.repositories());
    for (String organization : scopes.organizations()) {
      for (ListedRepository listed : tally.count(queue.repositories(organization)).items()) {
        all.add(listed.name());
        if (listed.pushedAt() != null && listed.pushedAt().isAfter(begun.minus(LATELY))) {
          pushed.add(listed.name());
        }
      }
    }
    int listings = dearest(tally);
    repositories.keepOnly(all);
    RepositoryCursor next =
        visit(repositories.order(all, pushed::contains, after), after, begun, tally);
    return new QueuePage(
        tally.jobs,
        all.size(),
        tally.examined,
        next,
        tally.calls,
        tally.cost,
        listings + repositories.costOf(all));
  }

  /** Returns where the next search goes on; nothing when all had their turn. */
  private @Nullable RepositoryCursor visit(
      List<Visit> visits, RepositoryCursor after, Instant begun, Tally tally) {
    int away = 0;
    @Nullable ForgeException unread = null;
    for (Visit visit : visits) {
      if (clock.instant().isAfter(begun.plus(LONGEST_LOOK))) {
        return visit.place();
      }
      try {
        read(visit.repository(), tally);
        away = 0;
        unreadable.remove(visit.repository());
      } catch (ForgeException e) {
        unread = e;
        away += e.kind() == ForgeException.Kind.UNAVAILABLE ? 1 : 0;
        if (!e.wasSent() || away == MOST_FAILURES) {
          return stopped(visit, e, after, tally);
        }
        warn(visit.repository(), e);
      }
    }
    if (unread != null && tally.examined == 0 && after.equals(RepositoryCursor.START)) {
      throw unread;
    }
    return null;
  }

  /**
   * Returns where a search that failed goes on. Nothing at all is a failure, to be retried when the
   * forge says; but a search that began in the middle must get on, or what is broken there would
   * keep it from the rest.
   */
  private static RepositoryCursor stopped(
      Visit visit, ForgeException why, RepositoryCursor after, Tally tally) {
    if (tally.examined == 0 && (!why.wasSent() || after.equals(RepositoryCursor.START))) {
      throw why;
    }
    return visit.place();
  }

  private void warn(String repository, ForgeException why) {
    if (unreadable.add(repository)) {
      LOG.atWarn()
          .addKeyValue("repository", repository)
          .addKeyValue("cause", why.getMessage())
          .log("the sweep cannot read this repository's jobs; it tries again in the next round");
    }
  }

  private void read(String repository, Tally tally) {
    int before = dearest(tally);
    Set<Long> runs = new LinkedHashSet<>();
    for (String status : UNFINISHED) {
      runs.addAll(tally.count(queue.runs(repository, status)).items());
    }
    List<FoundJob> found = new ArrayList<>();
    for (long run : runs) {
      tally.count(queue.jobs(repository, run)).items().stream()
          .filter(ListedJob::queued)
          .forEach(job -> found.add(scopes.found(job)));
    }
    repositories.seen(repository, !runs.isEmpty(), dearest(tally) - before);
    tally.jobs.addAll(found);
    tally.examined++;
  }

  private int dearest(Tally tally) {
    return cost.dearest(tally.calls, tally.cost);
  }

  /** The results of a search so far. */
  private static final class Tally {

    private final List<FoundJob> jobs = new ArrayList<>();
    private int examined;
    private int calls;
    private int cost;

    private <T> Listed<T> count(Listed<T> listed) {
      calls += listed.calls();
      cost += listed.cost();
      return listed;
    }
  }
}
