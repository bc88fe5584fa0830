package dev.mayfly.bench.ack;

import static java.util.stream.Collectors.joining;

import dev.mayfly.service.temporal.TemporalConnection;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowOptions;
import java.util.Random;
import java.util.UUID;

/** Temporal's own floor: signal-with-start calls that carry an argument and nothing else. */
final class BareStarts {

  // About what a life's own start and signal carry.
  private static final String ARGUMENT =
      new Random(1).ints(400, 33, 126).mapToObj(Character::toString).collect(joining());

  private BareStarts() {}

  static Runnable through(TemporalConnection temporal) {
    return () -> {
      var unused =
          temporal
              .client()
              .newUntypedWorkflowStub("Bare", options())
              .signalWithStart("queued", new Object[] {ARGUMENT}, new Object[] {ARGUMENT});
    };
  }

  private static WorkflowOptions options() {
    return WorkflowOptions.newBuilder()
        .setWorkflowId("bare-" + UUID.randomUUID())
        .setTaskQueue("bare")
        .setWorkflowIdConflictPolicy(
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
        .build();
  }
}
