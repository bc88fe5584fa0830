package dev.mayfly.bench.stack;

import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.id.LifeId;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;

/** Counts what Temporal has. */
public final class OpenLives implements AutoCloseable {

  private final TemporalConnection temporal;

  public OpenLives(MeasuredTemporal server) {
    this.temporal = server.connect();
  }

  /** Returns how many lives there are, open or over. */
  public int count() {
    return count("WorkflowType = 'RunnerLife'");
  }

  /** Returns how many runs the life of this job has had. */
  public int runsOf(long job) {
    return count("WorkflowId = '" + new LifeId("mayfly", "github", job) + "'");
  }

  /** Returns how many workflows there are of which this is true. */
  public int count(String query) {
    return count(temporal, query);
  }

  /** Returns how many workflows a server has of which this is true. */
  public static int count(TemporalConnection temporal, String query) {
    return Math.toIntExact(
        temporal
            .service()
            .blockingStub()
            .countWorkflowExecutions(
                CountWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setQuery(query)
                    .build())
            .getCount());
  }

  public TemporalConnection temporal() {
    return temporal;
  }

  @Override
  public void close() {
    temporal.stop();
  }
}
