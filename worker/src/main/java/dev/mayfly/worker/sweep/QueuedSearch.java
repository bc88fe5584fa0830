package dev.mayfly.worker.sweep;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.routing.Router;
import dev.mayfly.workflows.routing.RoutingDecision;
import dev.mayfly.workflows.routing.RoutingDecision.Ignore;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import dev.mayfly.workflows.routing.RoutingDecision.Why;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import dev.mayfly.workflows.sweep.QueueSnapshot;
import dev.mayfly.workflows.sweep.QueueSnapshot.GivenUp;
import dev.mayfly.workflows.sweep.QueuedJob;
import dev.mayfly.workflows.sweep.SweepRules;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import dev.mayfly.workflows.sweep.SweepRules.Need;
import dev.mayfly.workflows.sweep.UnlistedJobs;
import dev.mayfly.workflows.sweep.Unserved;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the queued jobs of one forge that no life provides for. */
record QueuedSearch(
    String forge,
    JobSource source,
    Router router,
    LifeLookup lives,
    UnlistedJobs unlisted,
    PassCost cost,
    Duration pause,
    InstantSource clock) {

  // What a step returns is stored in the history, which takes 2 MB; a job is about 1 KB.
  private static final int MOST_JOBS = 400;
  private static final int MOST_GIVEN_UP = 500;

  /** A job, and what the gateway would have made of its webhook. */
  private record Routed(FoundJob found, WorkflowJobEvent event, RoutingDecision decision) {}

  /** A job that a pool serves. */
  private record Served(Start start, @Nullable Instant createdAt) {}

  QueueSnapshot search(@Nullable String after) {
    Instant begun = clock.instant();
    unlisted.begin(after);
    QueuePage page = source.search(RepositoryCursor.read(after));
    cost.record(page.calls(), page.cost());
    List<Routed> routed = routed(page.jobs());
    Map<LifeId, Served> served = served(routed);
    List<QueuedJob> jobs = new ArrayList<>();
    List<GivenUp> givenUp = new ArrayList<>();
    lives
        .newest(served.keySet())
        .forEach(
            (id, life) -> judge(id, Objects.requireNonNull(served.get(id)), life, jobs, givenUp));
    boolean tooMany = jobs.size() > MOST_JOBS || givenUp.size() > MOST_GIVEN_UP;
    // The rest is found by another search from the same place, once these have their lives.
    String next =
        tooMany
            ? RepositoryCursor.read(after).toString()
            : page.next() == null ? null : page.next().toString();
    return new QueueSnapshot(
        begun,
        jobs.stream().limit(MOST_JOBS).toList(),
        givenUp.stream().limit(MOST_GIVEN_UP).toList(),
        page.repositories(),
        page.examined(),
        next,
        page.cost(),
        cost.bound(page.passCost(), passTime(begun, page), pause),
        pause,
        tooMany ? List.of() : stillWaiting(missing(page, next)),
        tooMany ? null : unserved(routed));
  }

  private List<LifeId> missing(QueuePage page, @Nullable String next) {
    List<Long> listed = page.jobs().stream().map(found -> found.job().id()).toList();
    return unlisted.end(listed, page.repositories(), page.examined(), next);
  }

  private List<LifeId> stillWaiting(List<LifeId> missing) {
    Map<LifeId, Life> now = lives.newest(missing);
    return missing.stream()
        .filter(life -> SweepRules.awaitsJob(Objects.requireNonNull(now.get(life))))
        .toList();
  }

  private List<Routed> routed(List<FoundJob> found) {
    Instant now = clock.instant();
    List<Routed> routed = new ArrayList<>();
    for (FoundJob job : found) {
      WorkflowJobEvent event = job.asEvent(forge, now);
      routed.add(new Routed(job, event, router.route(event)));
    }
    return routed;
  }

  private static Map<LifeId, Served> served(List<Routed> found) {
    Map<LifeId, Served> served = new LinkedHashMap<>();
    for (Routed job : found) {
      if (job.decision() instanceof Start start) {
        served.put(start.life(), new Served(start, job.found().job().createdAt()));
      }
    }
    return served;
  }

  /** Returns those that no pool serves; absent: there are none. */
  private @Nullable Unserved unserved(List<Routed> found) {
    List<Unserved.Job> unserved =
        found.stream()
            .filter(job -> job.decision() instanceof Ignore it && it.why() == Why.LABELS)
            .map(job -> job.found().unserved(router.explain(job.event()).nearest()))
            .toList();
    return unserved.isEmpty() ? null : Unserved.of(unserved);
  }

  private static void judge(
      LifeId id, Served job, Life life, List<QueuedJob> jobs, List<GivenUp> givenUp) {
    Need need = SweepRules.need(life, job.createdAt());
    if (need instanceof Need.Start start) {
      jobs.add(needy(job, start.why()));
    } else if (need instanceof Need.Wake wake) {
      jobs.add(needy(job, wake.why()));
    } else if (need instanceof Need.GivenUp gone) {
      givenUp.add(new GivenUp(id, gone.why()));
    }
  }

  private static QueuedJob needy(Served job, String why) {
    return new QueuedJob(job.start().request(), job.start().queued(), job.createdAt(), why);
  }

  /** Returns how long a pass takes, going by the part of it that was just made. */
  private Duration passTime(Instant begun, QueuePage page) {
    Duration took = Duration.between(begun, clock.instant());
    return page.examined() == 0 || page.repositories() == 0
        ? took
        : took.multipliedBy(page.repositories()).dividedBy(page.examined());
  }
}
