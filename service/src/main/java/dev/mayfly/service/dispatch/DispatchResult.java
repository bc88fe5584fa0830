package dev.mayfly.service.dispatch;

import java.util.List;

/** The outcome of a decision in Temporal. */
public sealed interface DispatchResult {

  /** The job's life runs: begun just now, or moments ago and told again. */
  record Started(String workflowId) implements DispatchResult {}

  /** These lives were told. */
  record Signalled(List<String> workflowIds) implements DispatchResult {
    public Signalled {
      workflowIds = List.copyOf(workflowIds);
    }
  }

  /**
   * This workflow has the event, beside others, and starts or tells these lives as soon as there is
   * a worker.
   */
  record TakenIn(String intake, List<String> workflowIds) implements DispatchResult {
    public TakenIn {
      workflowIds = List.copyOf(workflowIds);
    }
  }

  /** Nothing was done, for this reason. */
  record Ignored(String reason) implements DispatchResult {}
}
