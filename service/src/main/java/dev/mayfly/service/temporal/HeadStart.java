package dev.mayfly.service.temporal;

import com.uber.m3.tally.NoopScope;
import io.temporal.api.workflowservice.v1.RequestResponseProto;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;

/**
 * Has a thread of its own initialise the classes of a connection to Temporal while the first one
 * reads the configuration: most of a start is that, and there is a second core. Only those of gRPC,
 * protobuf and Temporal's client, which the first thread does not need yet: two threads that
 * initialise classes of one circle wait for each other for ever (JLS 12.4.2).
 */
public final class HeadStart {

  private static final String NOBODY = "127.0.0.1:9";

  private HeadStart() {}

  /** Begins it. What fails here fails again, and is told, where it is needed. */
  public static void begin() {
    Thread thread = new Thread(HeadStart::connectToNobody, "head-start");
    thread.setDaemon(true);
    thread.start();
  }

  /** Makes what speaks to Temporal, without a call: there is a connection only with the first. */
  static void connectToNobody() {
    WorkflowServiceStubs.newServiceStubs(
            TemporalConnection.options(
                WorkflowServiceStubsOptions.newBuilder().setTarget(NOBODY),
                Duration.ofSeconds(1),
                new NoopScope()))
        .shutdownNow();
    var unused = RequestResponseProto.getDescriptor();
  }
}
