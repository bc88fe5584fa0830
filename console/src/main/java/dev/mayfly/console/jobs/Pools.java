package dev.mayfly.console.jobs;

import com.google.common.base.Ticker;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.PoolStatus;
import dev.mayfly.workflows.pool.PoolWorkflow;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.common.converter.DataConverterException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pools of an installation that have been asked for anything. */
public final class Pools {

  private final TemporalConnection temporal;
  private final String installation;
  private final Listing listing;

  public Pools(TemporalConnection temporal, String installation) {
    this.temporal = temporal;
    this.installation = installation;
    this.listing = new Listing(temporal, Ticker.systemTicker());
  }

  /** Returns all of them by name, as Temporal lists them: none is asked. */
  public List<PoolView> list() {
    return listing
        .open(PoolWorkflow.TYPE, id(""))
        .map(this::listed)
        .sorted(Comparator.comparing(PoolView::name))
        .toList();
  }

  private PoolView listed(WorkflowExecutionMetadata workflow) {
    String id = workflow.getExecution().getWorkflowId();
    String phase = workflow.getTypedSearchAttributes().get(SearchAttributes.PHASE);
    return new PoolView(id.substring(id("").length()), phase, null, temporal.link(id));
  }

  /** Returns all of them with what each says itself. */
  public List<PoolView> ask() {
    boolean answers = true;
    List<PoolView> listed = list();
    PoolView[] asked = listed.toArray(PoolView[]::new);
    for (int i = 0; i < asked.length && answers; i++) {
      PoolStatus status = status(asked[i].name());
      answers = status != null; // Where no worker answers for one, none does for the others.
      asked[i] = new PoolView(asked[i].name(), asked[i].phase(), status, asked[i].temporal());
    }
    return List.of(asked);
  }

  /**
   * Returns one of them with what it says itself.
   *
   * @throws Refusal when it has never been asked for anything.
   */
  public PoolView find(String name) {
    if (!name.matches(PoolId.POOL_NAME)) {
      throw Refusal.invalid("pool", "must match " + PoolId.POOL_NAME);
    }
    try {
      PoolStatus status =
          temporal.client().newUntypedWorkflowStub(id(name)).query("status", PoolStatus.class);
      return new PoolView(name, phase(status), status, temporal.link(id(name)));
    } catch (WorkflowNotFoundException none) {
      throw new Refusal(
          Refusal.Kind.NOT_FOUND,
          "pool " + name + " has not been asked for anything yet, or is not configured");
    } catch (DataConverterException encrypted) {
      throw Refusal.unreadable();
    } catch (WorkflowException noWorker) {
      return new PoolView(name, null, null, temporal.link(id(name)));
    }
  }

  // As the entity itself calls it in its search attribute.
  private static String phase(PoolStatus status) {
    String running = status.nodes().trouble() == null ? "RUNNING" : "DOES_NOT_SCALE";
    return status.pause() == null ? running : "PAUSED";
  }

  private @Nullable PoolStatus status(String name) {
    try {
      return find(name).status();
    } catch (Refusal goneOrUnreadable) {
      return null;
    }
  }

  private String id(String pool) {
    return installation + "-" + PoolId.MARK + "-" + pool;
  }
}
