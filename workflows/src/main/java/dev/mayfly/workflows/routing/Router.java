package dev.mayfly.workflows.routing;

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
import dev.mayfly.workflows.temporal.OneLine;
import java.time.Duration;
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
            .forge(event.forge())
            .orElseThrow(() -> new IllegalArgumentException("unknown forge: " + event.forge()));
    Optional<Scope> scope = forge.scopes().stream().filter(s -> covers(s, event)).findFirst();
    if (scope.isEmpty()) {
      String where =
          event.agentPool() == null
              ? "repository " + OneLine.of(event.repository(), LONGEST)
              : "agent pool " + OneLine.of(event.agentPool(), LONGEST);
      return new Ignore(where + " is in none of the scopes of forge " + event.forge());
    }
    return switch (event.action()) {
      case QUEUED -> start(event, scope.get());
      case WAITING -> signal("waiting", event);
      case IN_PROGRESS -> signal("in_progress", event);
      case COMPLETED -> signal("completed", event);
      case OTHER -> new Ignore("this action of workflow_job needs nothing from Mayfly");
    };
  }

  private static boolean covers(Scope scope, WorkflowJobEvent event) {
    return scope.agentPool() != null
        ? scope.agentPool().equalsIgnoreCase(event.agentPool())
        : event.agentPool() == null
            && scope.covers(event.repository(), event.organization(), event.enterprise());
  }

  private RoutingDecision start(WorkflowJobEvent event, Scope scope) {
    for (Pool pool : fleet.pools()) {
      Optional<List<String>> labels = pool.match(event.labels());
      if (labels.isPresent() && !pool.retired()) {
        return start(event, scope, pool, labels.get());
      }
    }
    return unserved(event);
  }

  private Start start(WorkflowJobEvent event, Scope scope, Pool pool, List<String> labels) {
    JobRef job =
        new JobRef(
            event.forge(),
            event.jobId(),
            event.runId(),
            event.repository(),
            scope,
            event.jobName(),
            event.workflowName(),
            event.url(),
            event.attempt());
    boolean stale =
        event.createdAt() != null
            && Duration.between(event.createdAt(), event.receivedAt()).compareTo(STALE) > 0;
    RunnerRequest request =
        new RunnerRequest(
            RunnerRequest.SCHEMA,
            fleet.installation(),
            job,
            pool.name(),
            labels,
            pool.deadlines(),
            stale,
            pool.maxRunners() != null || fleet.scalerOf(pool).isPresent());
    return new Start(request.lifeId(), request, event.toSignal());
  }

  /**
   * To the job's own life by job id, and to the owner of the runner that took it, by the runner's
   * name.
   */
  private RoutingDecision signal(String name, WorkflowJobEvent event) {
    Set<LifeId> lives = new LinkedHashSet<>();
    if (fleet.pools().stream().anyMatch(pool -> pool.match(event.labels()).isPresent())) {
      lives.add(new LifeId(fleet.installation(), event.forge(), event.jobId()));
    }
    owner(event).ifPresent(lives::add);
    return lives.isEmpty()
        ? unserved(event)
        : new Signal(List.copyOf(lives), name, event.toSignal());
  }

  private Optional<LifeId> owner(WorkflowJobEvent event) {
    return Optional.ofNullable(event.runnerName())
        .flatMap(RunnerName::parse)
        .map(RunnerName::life)
        .filter(life -> life.installation().equals(fleet.installation()))
        .filter(life -> life.forge().equals(event.forge()));
  }

  private static Ignore unserved(WorkflowJobEvent event) {
    return new Ignore(
        "no pool serves a job with the labels " + OneLine.of(event.labels().toString(), LONGEST));
  }
}
