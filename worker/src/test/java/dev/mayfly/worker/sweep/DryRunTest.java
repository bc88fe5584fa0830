package dev.mayfly.worker.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class DryRunTest {

  private static final Scope APP = Scope.ofRepository("acme/app");
  private static final String HOOK = "https://hooks.acme.example/webhooks/github";

  private final Swept world = new Swept(Forge.Type.GITHUB);
  private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @AfterEach
  void close() {
    temporal.close();
    world.close();
  }

  @Test
  void saysWhatWouldBeDoneAndWhatItCostsAndChangesNothing() {
    world.forge.put("/repos/acme/app/hooks", "[{\"id\":1,\"config\":{\"url\":\"" + HOOK + "\"}}]");
    world.forge.put(
        "/repos/acme/app/hooks/1/deliveries?status=failure",
        """
        [{"id":12,"guid":"g","delivered_at":"2026-03-01T11:00:00Z","redelivery":false,
          "status_code":503,"event":"workflow_job","action":"queued"}]\
        """);
    world.forge.runs("acme/app", List.of(1L), List.of());
    world.forge.jobs("acme/app", 1, RoutedForge.job(11, "queued"), RoutedForge.job(12, "queued"));
    world.lives.byJob.put(12L, new Life.Closed("completed", "AttemptsSpent", TestClock.NOON));
    world.forge.runners(
        "repos/acme/app",
        RoutedForge.runner(5, "mayfly-github-5-3fa91c-1", false),
        RoutedForge.runner(6, "mayfly-github-6-3fa91c-1", true));
    world.batch.tasks.put(
        new BatchJobId("mayfly", "ubuntu", 1), List.of("mayfly-github-5-3fa91c-1"));

    assertThat(dryRun()).isTrue();

    assertThat(out.toString(UTF_8))
        .contains("no sweep runs")
        .contains(
            "would redeliver repos/acme/app/hooks/1/deliveries/12 (queued): the gateway answered"
                + " 503")
        .contains("would provide for mayfly-github-11 (acme/app, build, pool ubuntu)")
        .contains("leaves mayfly-github-12 alone: its life ended as AttemptsSpent")
        .contains(
            "would remove, if the next round finds it so too, mayfly-github-5-3fa91c-1: it has no"
                + " life")
        .contains("would keep mayfly-github-6-3fa91c-1: it has no life; busy")
        .contains("searched 1 of 1 repositories")
        .contains("cost: 7 requests, 0 of them free")
        .contains("the forge has named no limit, the sweep may use 326 of them now")
        .contains("a lost job is found within 60 s");
    assertThat(world.forge.requests()).allMatch(request -> request.startsWith("GET "));
    assertThat(world.batch.deleted).isEmpty();
  }

  @Test
  void aForgeThatCannotBeReachedIsSaid() {
    world.close();

    assertThat(dryRun()).isFalse();

    assertThat(out.toString(UTF_8)).contains("the forge cannot be reached: GET /repos/acme/app");
  }

  private boolean dryRun() {
    return new DryRun(
            "mayfly",
            Map.of("github", world.sweep(5000, HOOK, List.of(), APP)),
            SweepKeeper.entities(temporal.getWorkflowClient(), "mayfly"),
            new PrintStream(out, true, UTF_8))
        .run();
  }
}
