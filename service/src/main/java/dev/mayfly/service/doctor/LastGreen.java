package dev.mayfly.service.doctor;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.temporal.InWords;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.common.SearchAttributeKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The time since each pool's last job that was done: among the newest lives, which Temporal lists
 * first (docs, "List Filter").
 *
 * @param temporal makes a call, with its deadline.
 * @param pools their names.
 */
record LastGreen(
    Supplier<WorkflowServiceBlockingStub> temporal,
    String namespace,
    String installation,
    Supplier<List<String>> pools,
    InstantSource clock)
    implements Check {

  private static final int NEWEST = 200;
  private static final String ENDED =
      "%s IN ('%s', '%s')"
          .formatted(SearchAttributes.OUTCOME.getName(), Outcome.COMPLETED, Outcome.ATTEMPTS_SPENT);

  @Override
  public Finding make() {
    List<WorkflowExecutionInfo> ended =
        temporal
            .get()
            .listWorkflowExecutions(
                ListWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(namespace)
                    .setPageSize(NEWEST)
                    .setQuery(ENDED)
                    .build())
            .getExecutionsList()
            .stream()
            .filter(this::isOurs)
            .toList();
    return Finding.all(pools.get().stream().map(pool -> of(pool, ended)).toList());
  }

  private boolean isOurs(WorkflowExecutionInfo life) {
    return LifeId.parse(life.getExecution().getWorkflowId())
        .filter(id -> id.installation().equals(installation))
        .isPresent();
  }

  private Finding of(String pool, List<WorkflowExecutionInfo> ended) {
    Optional<Instant> green = last(ended, pool, Outcome.COMPLETED);
    Optional<Instant> spent = last(ended, pool, Outcome.ATTEMPTS_SPENT);
    String says =
        pool
            + ": "
            + green
                .map(at -> InWords.of(Duration.between(at, clock.instant())) + " ago")
                .orElse("none lately");
    return spent.isPresent() && spent.get().isAfter(green.orElse(Instant.EPOCH))
        ? Finding.warning(
            says + ", and since then a job was given up",
            "explain one of them (./mayfly explain JOB); mostly it is the image, the network of the"
                + " nodes or the runner's version of pools[name="
                + pool
                + "].image")
        : Finding.ok(says);
  }

  private static Optional<Instant> last(
      List<WorkflowExecutionInfo> ended, String pool, String outcome) {
    return ended.stream()
        .filter(life -> has(life, SearchAttributes.POOL, pool))
        .filter(life -> has(life, SearchAttributes.OUTCOME, outcome))
        .map(life -> Instant.ofEpochSecond(life.getCloseTime().getSeconds()))
        .max(Instant::compareTo);
  }

  private static boolean has(
      WorkflowExecutionInfo life, SearchAttributeKey<String> attribute, String value) {
    return life.getSearchAttributes()
        .getIndexedFieldsMap()
        .getOrDefault(attribute.getName(), Payload.getDefaultInstance())
        .getData()
        .toStringUtf8()
        .equals("\"" + value + "\"");
  }
}
