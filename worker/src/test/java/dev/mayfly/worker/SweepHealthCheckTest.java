package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.health.HealthCheck.Result;
import dev.mayfly.worker.entity.OpenEntities;
import dev.mayfly.worker.sweep.SweepKeeper;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.SweepId;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sweep without an entity; no request is sent here. */
class SweepHealthCheckTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final List<LifeId> notBegun = new ArrayList<>();
  private final AtomicLong seconds = new AtomicLong();
  private final WorkflowServiceStubs unreachable =
      WorkflowServiceStubs.newServiceStubs(
          WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:1").build());
  private final SweepHealthCheck check =
      new SweepHealthCheck(
          new SweepKeeper(
              SweepKeeper.entities(WorkflowClient.newInstance(unreachable), "mayfly"),
              List.of(new SweepId("mayfly", "github")),
              new OpenEntities(),
              "1.0.0",
              () -> NOON.plusSeconds(seconds.get())),
          () -> notBegun);

  @AfterEach
  void close() {
    unreachable.shutdownNow();
  }

  @Test
  void livesThatNothingBeganWithAreNamed() {
    notBegun.add(LifeId.parse("mayfly-github-7").orElseThrow());

    assertThat(check.check().isHealthy()).isFalse();
    assertThat(check.check().getMessage())
        .startsWith("1 lives have not begun, mayfly-github-7 among them");
  }

  @Test
  void aSweepHasTenMinutesForItsFirstCompleteRound() {
    seconds.set(600);
    assertThat(check.check().isHealthy()).isTrue();

    seconds.set(601);
    Result late = check.check();

    assertThat(late.isHealthy()).isFalse();
    assertThat(late.getMessage())
        .isEqualTo("mayfly-sweep-github: no complete round yet, for 601 s");
  }
}
