package dev.mayfly.console.jobs;

import com.google.common.base.Ticker;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.SweepReport;
import dev.mayfly.workflows.sweep.SweepWorkflow;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowQueryException;
import io.temporal.common.converter.DataConverterException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sweeps of an installation's forges. */
public final class Sweeps {

  private final TemporalConnection temporal;
  private final String prefix;
  private final Listing listing;

  public Sweeps(TemporalConnection temporal, String installation) {
    this.temporal = temporal;
    this.prefix = installation + "-" + SweepId.MARK + "-";
    this.listing = new Listing(temporal, Ticker.systemTicker());
  }

  /** Returns all of them by forge, with what each says itself. */
  public List<SweepView> ask() {
    List<SweepView> listed =
        listing
            .open(SweepWorkflow.TYPE, prefix)
            .map(this::listed)
            .sorted(Comparator.comparing(SweepView::forge))
            .toList();
    SweepView[] asked = listed.toArray(SweepView[]::new);
    try {
      for (int i = 0; i < asked.length; i++) {
        asked[i] = asked[i].saying(report(asked[i].forge()));
      }
    } catch (WorkflowException noWorker) {
      return List.of(asked); // Where no worker answers for one, none does for the others.
    }
    return List.of(asked);
  }

  private SweepView listed(WorkflowExecutionMetadata workflow) {
    String id = workflow.getExecution().getWorkflowId();
    String phase = workflow.getTypedSearchAttributes().get(SearchAttributes.PHASE);
    return new SweepView(id.substring(prefix.length()), phase, null, temporal.link(id));
  }

  private @Nullable SweepReport report(String forge) {
    try {
      return temporal
          .client()
          .newUntypedWorkflowStub(prefix + forge)
          .query("report", SweepReport.class);
    } catch (DataConverterException encrypted) {
      throw Refusal.unreadable();
    } catch (WorkflowQueryException | WorkflowNotFoundException ofAnEarlierReleaseOrOver) {
      return null;
    }
  }
}
