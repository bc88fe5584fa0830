package dev.mayfly.worker.inquiry;

import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.forge.SeenJob;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.workflows.explanation.ForgeFacts;
import dev.mayfly.workflows.explanation.JobStanding;
import dev.mayfly.workflows.explanation.PoolFacts;
import dev.mayfly.workflows.explanation.RoutingFacts;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.inquiry.InquiryActivities;
import dev.mayfly.workflows.inquiry.JobAnswer;
import dev.mayfly.workflows.inquiry.JobQuestion;
import dev.mayfly.workflows.routing.Router;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.temporal.NotConfigured;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks forges about jobs, and Batch about nodes. A repository that is in no scope is not asked
 * about.
 */
public final class InquiryActivitiesImpl implements InquiryActivities {

  private final Fleet fleet;
  private final Router router;
  private final Map<String, ForgeApi> forges;
  private final BiFunction<String, Kind, PoolSnapshot> nodes;
  private final InstantSource clock;

  /**
   * @param nodes of one kind of a Batch pool, by its id there.
   */
  public InquiryActivitiesImpl(
      Fleet fleet,
      Map<String, ForgeApi> forges,
      BiFunction<String, Kind, PoolSnapshot> nodes,
      InstantSource clock) {
    this.fleet = fleet;
    this.nodes = nodes;
    this.router = new Router(fleet);
    this.forges = Map.copyOf(forges);
    this.clock = clock;
  }

  @Override
  public JobAnswer askAboutJob(JobQuestion question) {
    ForgeApi forge = forges.get(question.forge());
    if (forge == null) {
      return new JobAnswer(null, null, null);
    }
    RoutingFacts unasked = routing(question, forge, List.of());
    return unasked.isInScope() ? ask(question, forge) : new JobAnswer(null, unasked, null);
  }

  private JobAnswer ask(JobQuestion question, ForgeApi forge) {
    try {
      return forge
          .seen(question.repository(), question.job())
          .map(job -> new JobAnswer(facts(job), routing(question, forge, job.labels()), null))
          .orElseGet(() -> new JobAnswer(null, null, null));
    } catch (ForgeException unknown) {
      return new JobAnswer(null, null, null);
    }
  }

  private static ForgeFacts facts(SeenJob job) {
    JobStatus status = job.status();
    return new ForgeFacts(
        standing(status.status()), status.runner(), status.conclusion(), job.createdAt());
  }

  private static @Nullable JobStanding standing(JobStatus.Status status) {
    return switch (status) {
      case QUEUED -> JobStanding.QUEUED;
      case WAITING -> JobStanding.WAITING;
      case IN_PROGRESS -> JobStanding.IN_PROGRESS;
      case COMPLETED -> JobStanding.COMPLETED;
      case UNKNOWN -> null;
    };
  }

  private RoutingFacts routing(JobQuestion question, ForgeApi forge, List<String> labels) {
    return router.explain(event(question, forge, labels));
  }

  /** The webhook that ought to have told of it. */
  private WorkflowJobEvent event(JobQuestion question, ForgeApi forge, List<String> labels) {
    // Which enterprise an owner belongs to no job says; a configured one is taken to be it.
    @Nullable String enterprise =
        forge.forge().scopes().stream()
            .map(Scope::enterprise)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return new WorkflowJobEvent(
        new WorkflowJobEvent.Delivery(question.forge(), "inquiry", clock.instant()),
        WorkflowJobEvent.Action.QUEUED,
        new WorkflowJobEvent.Owner(question.repository(), null, enterprise, null),
        new WorkflowJobEvent.Job(question.job(), 0, "", null, null, labels, null, null),
        WorkflowJobEvent.Progress.NONE);
  }

  @Override
  public PoolFacts.Nodes askAboutNodes(String pool) {
    String its = fleet.pool(pool).orElseThrow(() -> NotConfigured.here("pool " + pool)).batchPool();
    return BatchException.reported(
        () -> facts(nodes.apply(its, Kind.DEDICATED), nodes.apply(its, Kind.SPOT)));
  }

  /** Leaves out what a resize met unless nodes are missing. */
  private static PoolFacts.Nodes facts(PoolSnapshot dedicated, PoolSnapshot spot) {
    int current = dedicated.current() + spot.current();
    int target = dedicated.target() + spot.target();
    return new PoolFacts.Nodes(
        current,
        target,
        dedicated.allocation() == PoolSnapshot.Allocation.RESIZING,
        current < target ? dedicated.errors() : List.of());
  }
}
