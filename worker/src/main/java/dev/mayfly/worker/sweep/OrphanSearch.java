package dev.mayfly.worker.sweep;

import dev.mayfly.worker.batch.BatchClient;
import dev.mayfly.worker.batch.EndProof;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.sweep.Orphan;
import dev.mayfly.workflows.sweep.OrphansSnapshot;
import dev.mayfly.workflows.sweep.SweepRules;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import dev.mayfly.workflows.sweep.UnlistedJobs;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks for one forge's registrations and tasks that no life stands behind, and removes one. */
final class OrphanSearch {

  // As with queued jobs, the history has an end; always the same ones, so that they are removed.
  private static final int MOST = 1_000;

  private final ForgeApi client;
  private final ForgeApi looking;
  private final List<Scope> scopes;
  private final BatchClient batch;
  private final List<Pool> pools;
  private final LifeLookup lives;
  private final UnlistedJobs unlisted;
  private final PassCost cost;
  private final InstantSource clock;

  OrphanSearch(
      ForgeApi client,
      List<Scope> scopes,
      BatchClient batch,
      List<Pool> pools,
      LifeLookup lives,
      UnlistedJobs unlisted,
      PassCost cost,
      InstantSource clock) {
    this.client = client;
    this.looking = client.forSweep();
    this.scopes = List.copyOf(scopes);
    this.batch = batch;
    this.pools = List.copyOf(pools);
    this.lives = lives;
    this.unlisted = unlisted;
    this.cost = cost;
    this.clock = clock;
  }

  /** A registration, and where it is. */
  private record Registered(Scope scope, RunnerSnapshot runner) {}

  /** Everything that bears one of our names. */
  private static final class Things {
    private final List<Registered> registered = new ArrayList<>();
    private final List<TaskRef> tasks = new ArrayList<>();
  }

  OrphansSnapshot search(SweepId sweep) {
    Instant begun = clock.instant();
    Map<RunnerName, Things> things = new TreeMap<>(Comparator.comparing(RunnerName::toString));
    int paid = registrations(sweep, things);
    tasks(sweep, things);
    Map<LifeId, Life> known =
        lives.newest(things.keySet().stream().map(RunnerName::life).collect(Collectors.toSet()));
    unlisted.saw(
        known.keySet().stream()
            .filter(life -> SweepRules.awaitsJob(Objects.requireNonNull(known.get(life))))
            .collect(Collectors.toSet()));
    List<Orphan> orphans = new ArrayList<>();
    things.forEach(
        (name, its) ->
            whyOrphan(name, Objects.requireNonNull(known.get(name.life())))
                .ifPresent(why -> orphans.add(orphan(name, its, why))));
    return new OrphansSnapshot(
        begun,
        orphans.stream().limit(MOST).toList(),
        things.values().stream().mapToInt(its -> its.registered.size()).sum(),
        things.values().stream().mapToInt(its -> its.tasks.size()).sum(),
        paid);
  }

  private int registrations(SweepId sweep, Map<RunnerName, Things> things) {
    int pages = 0;
    int paid = 0;
    for (Scope scope : scopes) {
      RunnerListing listing = looking.runners(scope);
      pages += listing.pages();
      paid += listing.cost();
      for (RunnerSnapshot runner : listing.runners()) {
        SweepRules.ours(sweep, runner.name())
            .ifPresent(name -> of(name, things).registered.add(new Registered(scope, runner)));
      }
    }
    cost.ofOrphans(pages, paid);
    return paid;
  }

  private void tasks(SweepId sweep, Map<RunnerName, Things> things) {
    for (Pool pool : pools) {
      for (BatchJobId job : batch.jobs(sweep.installation(), pool.name())) {
        for (TaskSnapshot task : batch.tasks(job)) {
          SweepRules.ours(sweep, task.id())
              .ifPresent(name -> of(name, things).tasks.add(new TaskRef(job, name)));
        }
      }
    }
  }

  private static Things of(RunnerName name, Map<RunnerName, Things> things) {
    return things.computeIfAbsent(name, any -> new Things());
  }

  private Optional<String> whyOrphan(RunnerName name, Life life) {
    return SweepRules.whyOrphan(name, life, () -> lives.status(name.life()));
  }

  /** Some forges allow a name twice; then only the name leads to all of them. */
  private static Orphan orphan(RunnerName name, Things its, String why) {
    @Nullable Registered one = its.registered.size() == 1 ? its.registered.get(0) : null;
    return new Orphan(
        name,
        one == null ? null : one.scope(),
        one == null ? null : one.runner().id(),
        its.registered.stream().anyMatch(it -> it.runner().busy()),
        its.tasks.isEmpty() ? null : its.tasks.get(0),
        why);
  }

  Removal remove(Orphan orphan) {
    LifeId life = orphan.name().life();
    Life now = Objects.requireNonNull(lives.newest(List.of(life)).get(life));
    if (whyOrphan(orphan.name(), now).isEmpty()) {
      return Removal.IN_USE;
    }
    if (orphan.task() == null) {
      return removeRegistration(orphan);
    }
    Optional<EndProof> proof = EndProof.byRemoval(() -> removeRegistration(orphan));
    if (proof.isEmpty()) {
      return Removal.IN_USE;
    }
    Removal task = batch.delete(orphan.task(), proof.get());
    return proof.get().hasRemoved() ? Removal.REMOVED : task;
  }

  private Removal removeRegistration(Orphan orphan) {
    if (orphan.scope() != null && orphan.registration() != null) {
      return client.delete(orphan.scope(), orphan.registration());
    }
    Removal whole = Removal.ALREADY_GONE;
    for (Scope scope : scopes) {
      for (RunnerSnapshot runner : client.runnersNamed(scope, orphan.name().toString())) {
        Removal one = client.delete(scope, runner.id());
        if (one == Removal.IN_USE) {
          return one;
        }
        whole = one == Removal.REMOVED ? one : whole;
      }
    }
    return whole;
  }
}
