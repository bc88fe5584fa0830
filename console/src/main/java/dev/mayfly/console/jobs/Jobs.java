package dev.mayfly.console.jobs;

import com.google.common.base.Ticker;
import dev.mayfly.service.inquiry.Inquiry;
import dev.mayfly.service.inquiry.Reference;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.Facts;
import dev.mayfly.workflows.explanation.State;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.LifePhase;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.client.WorkflowExecutionMetadata;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The jobs of an installation, as Temporal lists them and as their lives tell of them. */
public final class Jobs {

  private static final int MOST = 1_000;

  private final TemporalConnection temporal;
  private final String installation;
  private final String forge;
  private final JobCosts costs;
  private final Listing listing;

  /**
   * @param forge whose job it is that is named by its id alone.
   */
  public Jobs(TemporalConnection temporal, String installation, String forge, JobCosts costs) {
    this.temporal = temporal;
    this.installation = installation;
    this.forge = forge;
    this.costs = costs;
    this.listing = new Listing(temporal, Ticker.systemTicker());
  }

  /**
   * Returns a part of the list, the youngest first; a part may be shorter than asked where other
   * installations share the namespace.
   *
   * @param size how many at most, up to 1,000.
   * @param cursor of the part before; absent: from the beginning.
   */
  public JobPage list(JobQuery query, int size, @Nullable String cursor) {
    if (size < 1 || size > MOST) {
      throw Refusal.invalid("limit", "must be between 1 and " + MOST);
    }
    Listing.Page page = listing.page(query.condition(), size, cursor);
    return new JobPage(
        page.workflows().stream().flatMap(this::row).toList(),
        page.next().isEmpty() ? null : page.next());
  }

  private Stream<JobRow> row(WorkflowExecutionMetadata workflow) {
    return LifeId.parse(workflow.getExecution().getWorkflowId())
        .filter(life -> life.installation().equals(installation))
        .map(life -> row(life, workflow))
        .stream();
  }

  private static JobRow row(LifeId life, WorkflowExecutionMetadata workflow) {
    var attributes = workflow.getTypedSearchAttributes();
    return new JobRow(
        life.toString(),
        life.jobId(),
        life.forge(),
        attributes.get(SearchAttributes.POOL),
        attributes.get(SearchAttributes.REPOSITORY),
        LifePhase.read(attributes.get(SearchAttributes.PHASE)).orElse(null),
        attributes.get(SearchAttributes.OUTCOME),
        workflow.getStartTime(),
        workflow.getCloseTime());
  }

  /**
   * Reads what a person calls a job: its address, its id, its life or one of its runners.
   *
   * @throws Refusal when it is none of these, or of another installation.
   */
  public Reference read(String words) {
    Reference asked;
    try {
      asked = Reference.read(words.strip(), installation, forge);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("ref", String.valueOf(e.getMessage()));
    }
    if (!asked.life().installation().equals(installation)) {
      throw new Refusal(
          Refusal.Kind.NOT_FOUND, asked.life() + " is no life of installation " + installation);
    }
    return asked;
  }

  /** Returns all that is known of a job; where there is no life of it, its forge is asked. */
  public Job find(Reference asked) {
    Facts facts = facts(asked);
    Explanation explanation = Explanation.of(facts);
    if (explanation.state() == State.UNREACHABLE && facts.life() == null && isAway(facts)) {
      throw new Refusal(Refusal.Kind.UNAVAILABLE, explanation.why());
    }
    return new Job(
        asked.life().toString(),
        explanation,
        facts,
        temporal.link(asked.life().toString()),
        facts.life() == null ? null : costs.of(facts.life()));
  }

  private static boolean isAway(Facts facts) {
    return facts.processes() != null && facts.processes().away() != null;
  }

  private Facts facts(Reference asked) {
    try {
      return new Inquiry(temporal).facts(asked);
    } catch (IllegalArgumentException encrypted) {
      throw Refusal.unreadable();
    }
  }
}
