package dev.mayfly.worker.watch;

import static dev.mayfly.worker.watch.FakeWorld.ACME;
import static dev.mayfly.worker.watch.FakeWorld.BATCH_JOB;
import static dev.mayfly.worker.watch.FakeWorld.NAME;
import static dev.mayfly.worker.watch.FakeWorld.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeScript;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.step.WaitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A version of the runner whose end GitHub has announced. */
@Tag("server")
@Isolated("all classes of a JVM share a log")
class VersionForesightTest {

  private static final String GAUGE = "pools.ubuntu.runnerDaysLeft";
  private static final Instant END = T0.plus(Duration.ofDays(30));
  private static final String ENDS =
      "{\"runner_version\":\"2.336.0\",\"runtime_deprecates_at\":\"" + END + "\"}";
  private static final String NEWEST =
      "{\"runner_version\":\"2.338.0\",\"runtime_deprecates_at\":null}";

  @AutoClose private final ForgeScript script = new ForgeScript();
  @AutoClose private final LogLines log = new LogLines(VersionForesight.class);
  private final FakeWorld world = new FakeWorld();
  private final VersionSpotter spotter = new VersionSpotter(world);
  private final MetricRegistry metrics = new MetricRegistry();
  private final List<PoolPause> pauses = new ArrayList<>();
  private final VersionForesight foresight =
      new VersionForesight(
          "mayfly",
          spotter,
          Map.of("github", script.client()),
          metrics,
          (pool, fault) -> {
            assertThat(pool).isEqualTo(new PoolId("mayfly", "ubuntu"));
            pauses.add(fault);
          },
          world);

  @Test
  void isAskedForOnceADayAndPublishedInDays() {
    sees(7, "2.336.0");
    script.answers(200, ENDS);

    foresight.look();
    world.at(Duration.ofHours(23));
    foresight.look();

    assertThat(script.asked().getTarget())
        .endsWith("/orgs/acme/actions/runners/deprecations/2.336.0");
    assertThat(daysLeft()).isEqualTo(30L);
    script.answers(200, ENDS);
    world.at(Duration.ofDays(1));
    foresight.look();
    assertThat(daysLeft()).isEqualTo(29L);
    assertThat(log.told()).isEmpty();
    assertThat(spotter.versionEnd(FakeWorld.job(ACME), world.runners.get(0))).isEmpty();
  }

  @Test
  void isWarnedOfOnceADayInItsLastThreeWeeks() {
    sees(7, "2.336.0");
    script.answers(200, ENDS).answers(200, ENDS).answers(200, ENDS);

    for (long hours : List.of(8 * 24, 9 * 24, 9 * 24 + 1, 10 * 24)) {
      world.at(Duration.ofHours(hours));
      foresight.look();
    }

    assertThat(log.told()).hasSize(2).allMatch(line -> line.startsWith("WARN RUNNER VERSION"));
    assertThat(pauses).isEmpty();
    assertThat(spotter.versionEnd(FakeWorld.job(ACME), world.runners.get(0)))
        .as("and a runner that comes online is told")
        .contains(new WaitResult.VersionEnd("2.336.0", END));
  }

  @Test
  void pausesThePoolOnceWhenItHasComeUntilARunnerIsTaken() {
    sees(7, "2.336.0");
    script.answers(200, ENDS);

    world.at(Duration.ofDays(30));
    foresight.look();
    world.at(Duration.ofDays(30).plusHours(1));
    foresight.look();

    assertThat(daysLeft()).isEqualTo(0L);
    assertThat(pauses)
        .containsExactly(
            new PoolPause(
                "the calendar of runner versions",
                "since "
                    + END
                    + " runners of version 2.336.0 get no jobs; rebuild the image with a newer one",
                END,
                PoolPause.Probe.BY_RUNNER));
  }

  @Test
  void isForgottenOnceANewerRunnerIsOfTheNewestVersion() {
    sees(7, "2.336.0");
    script.answers(200, ENDS).answers(200, NEWEST);
    foresight.look();

    sees(8, "2.338.0");
    sees(7, "2.336.0");
    foresight.look();

    assertThat(metrics.getGauges()).isEmpty();
  }

  @Test
  void isNotKnownWhereNothingIsAnnouncedOrTheCredentialMayNotAsk() {
    sees(7, "2.300.0");
    script.answers(404, "{\"message\":\"Not Found\"}");
    foresight.look();
    sees(8, "2.336.0");
    script.answers(403, "{\"message\":\"Forbidden\"}", "X-GitHub-Request-Id: 1");
    foresight.look();
    world.at(Duration.ofHours(1));
    foresight.look();

    assertThat(metrics.getGauges()).isEmpty();
    assertThat(log.told()).hasSize(1).first().asString().startsWith("WARN the forge does not say");
  }

  @Test
  void isAskedForAgainWhereTheForgeDidNotAnswer() {
    sees(7, "2.336.0");
    script.answers(502, "").answers(200, ENDS);

    assertThatThrownBy(foresight::look).isInstanceOf(ForgeException.class);
    foresight.look();

    assertThat(daysLeft()).isEqualTo(30L);
  }

  @Test
  void isThatOfThePoolsOwnRunnersAlone() {
    world.runners.add(
        new RunnerSnapshot(9, "somebody-elses", true, false, List.of("linux"), "2.320.0"));
    world.runners.add(
        new RunnerSnapshot(7, NAME.toString(), true, false, List.of("linux"), "../2.336.0"));
    look();

    assertThat(spotter.spotted()).isEmpty();
  }

  private void sees(long id, String version) {
    world.runners.removeIf(runner -> runner.id() != id);
    world.runners.add(
        new RunnerSnapshot(id, NAME.toString(), true, false, List.of("linux"), version));
    look();
  }

  private void look() {
    world.task(TaskSnapshot.State.RUNNING, Duration.ZERO);
    assertThat(spotter.tasks(BATCH_JOB)).isNotEmpty();
    assertThat(spotter.runners(FakeWorld.job(ACME)).runners()).isNotEmpty();
  }

  private Object daysLeft() {
    return Objects.requireNonNull(metrics.getGauges().get(GAUGE)).getValue();
  }
}
