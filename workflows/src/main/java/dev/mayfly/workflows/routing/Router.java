package dev.mayfly.workflows.routing;

import dev.mayfly.workflows.explanation.RoutingFacts;
import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.routing.RoutingDecision.Ignore;
import dev.mayfly.workflows.routing.RoutingDecision.Signal;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import dev.mayfly.workflows.routing.RoutingDecision.Why;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Owner;
import dev.mayfly.workflows.temporal.OneLine;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what an event means for this installation. Pure: the same event and fleet always give the
 * same decision. Only configured scopes may spend money, and a job that no pool serves is ignored,
 * never defaulted.
 */
public final class Router {

  // An older event may be a redelivery of something long settled, so its life asks the forge first.
  private static final Duration STALE = Duration.ofMinutes(2);

  // Of what a stranger wrote, in a reason.
  private static final int LONGEST = 200;

  private final Fleet fleet;

  public Router(Fleet fleet) {
    this.fleet = fleet;
  }

  public RoutingDecision route(WorkflowJobEvent event) {
    Forge forge =
        fleet
            .forge(event.delivery().forge())
            .orElseThrow(
                () -> new IllegalArgumentException("unknown forge: " + event.delivery().forge()));
    Optional<Scope> scope =
        forge.scopes().stream().filter(s -> covers(s, event.owner())).findFirst();
    if (scope.isEmpty()) {
      Owner owner = event.owner();
      String where =
          owner.agentPool() == null
              ? "repository " + OneLine.of(owner.repository(), LONGEST)
              : "agent pool " + OneLine.of(owner.agentPool(), LONGEST);
      return new Ignore(
          where + " is in none of the scopes of forge " + event.delivery().forge(), Why.SCOPE);
    }
    return switch (event.action()) {
      case QUEUED -> start(event, forge, scope.get());
      case WAITING -> signal("waiting", event);
      case IN_PROGRESS -> signal("in_progress", event);
      case COMPLETED -> signal("completed", event);
      case OTHER -> new Ignore("this action of workflow_job needs nothing from Mayfly", Why.ACTION);
    };
  }

  /** Returns how a queued job is routed, as facts for its explanation. */
  public RoutingFacts explain(WorkflowJobEvent queued) {
    String name = queued.delivery().forge();
    boolean isInScope =
        fleet.forge(name).stream()
            .flatMap(forge -> forge.scopes().stream())
            .anyMatch(scope -> covers(scope, queued.owner()));
    List<String> labels = queued.job().labels();
    return new RoutingFacts(
        name,
        queued.owner().repository(),
        isInScope,
        labels,
        isInScope && route(queued) instanceof Start start ? start.request().pool() : null,
        NearestPool.of(fleet.pools(), labels).orElse(null));
  }

  private static boolean covers(Scope scope, Owner owner) {
    return scope.agentPool() != null
        ? scope.agentPool().equalsIgnoreCase(owner.agentPool())
        : owner.agentPool() == null
            && scope.covers(owner.repository(), owner.organization(), owner.enterprise());
  }

  private RoutingDecision start(WorkflowJobEvent event, Forge forge, Scope scope) {
    for (Pool pool : fleet.pools()) {
      Optional<List<String>> labels = pool.match(event.job().labels());
      if (labels.isPresent() && !pool.retired()) {
        return start(event, scope, pool, spelled(forge, event.job().labels(), labels.get()));
      }
    }
    return unserved(event);
  }

  /** Returns the labels in the spelling in which the forge finds a runner for the job. */
  private static List<String> spelled(Forge forge, List<String> byJob, List<String> byPool) {
    return forge.can(Capability.EXACT_LABELS) ? byJob.stream().distinct().toList() : byPool;
  }

  private Start start(WorkflowJobEvent event, Scope scope, Pool pool, List<String> labels) {
    WorkflowJobEvent.Job job = event.job();
    JobRef ref =
        new JobRef(
            event.delivery().forge(),
            job.id(),
            job.runId(),
            event.owner().repository(),
            scope,
            job.name(),
            job.workflow(),
            job.url(),
            job.attempt());
    Instant receivedAt = event.delivery().receivedAt();
    boolean stale =
        job.createdAt() != null
            && Duration.between(job.createdAt(), receivedAt).compareTo(STALE) > 0;
    RunnerRequest request =
        new RunnerRequest(
            RunnerRequest.SCHEMA,
            fleet.installation(),
            ref,
            pool.name(),
            labels,
            pool.deadlines(),
            stale,
            pool.maxRunners() != null || fleet.scalerOf(pool).isPresent(),
            job.createdAt(),
            pool.cancelRunWhenSpent());
    return new Start(request.lifeId(), request, event.toSignal());
  }

  /**
   * The job's own life by job id, and by the runner's name the owner of the runner that took it.
   */
  private RoutingDecision signal(String name, WorkflowJobEvent event) {
    Set<LifeId> lives = new LinkedHashSet<>();
    if (fleet.pools().stream().anyMatch(pool -> pool.match(event.job().labels()).isPresent())) {
      lives.add(new LifeId(fleet.installation(), event.delivery().forge(), event.job().id()));
    }
    owner(event).ifPresent(lives::add);
    return lives.isEmpty()
        ? unserved(event)
        : new Signal(List.copyOf(lives), name, event.toSignal());
  }

  private Optional<LifeId> owner(WorkflowJobEvent event) {
    return Optional.ofNullable(event.progress().runnerName())
        .flatMap(RunnerName::parse)
        .map(RunnerName::life)
        .filter(life -> life.installation().equals(fleet.installation()))
        .filter(life -> life.forge().equals(event.delivery().forge()));
  }

  private Ignore unserved(WorkflowJobEvent event) {
    List<String> labels = event.job().labels();
    return new Ignore(
        "no pool serves a job with the labels "
            + OneLine.of(labels.toString(), LONGEST)
            + NearestPool.of(fleet.pools(), labels).map(it -> ": " + it).orElse(""),
        Why.LABELS);
  }
}
