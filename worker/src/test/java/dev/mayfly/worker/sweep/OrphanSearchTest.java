package dev.mayfly.worker.sweep;

import static dev.mayfly.worker.sweep.RoutedForge.runner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.sweep.Orphan;
import dev.mayfly.workflows.sweep.OrphansSnapshot;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class OrphanSearchTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final BatchJobId JOB = new BatchJobId("mayfly", "ubuntu", 1);
  private static final RunnerName NAME = RunnerName.parse("mayfly-github-1-3fa91c-1").orElseThrow();

  @AutoClose private final Swept world = new Swept(Forge.Type.GHES);

  @Test
  void registrationsAndTasksAreJoinedByNameWhateverItsCase() {
    world.forge.runners("orgs/acme", runner(9, "MAYFLY-GITHUB-1-3FA91C-1", false));
    world.batch.tasks.put(JOB, List.of("mayfly-github-1-3fa91c-1", "mayfly-github-2-3fa91c-1"));
    world.lives.byJob.put(2L, new Life.Closed("terminated", null, TestClock.NOON));

    OrphansSnapshot found = world.sweep(ACME).orphans().search(Swept.ID);

    assertThat(found.orphans())
        .containsExactly(
            new Orphan(NAME, ACME, 9L, false, new TaskRef(JOB, NAME), "it has no life"),
            new Orphan(
                RunnerName.parse("mayfly-github-2-3fa91c-1").orElseThrow(),
                null,
                null,
                false,
                new TaskRef(JOB, RunnerName.parse("mayfly-github-2-3fa91c-1").orElseThrow()),
                "its life was terminated"));
    assertThat(found.registrations()).isEqualTo(1);
    assertThat(found.tasks()).isEqualTo(2);
    assertThat(found.calls()).isEqualTo(1);
    assertThat(world.lives.requests).hasSize(2);
  }

  @Test
  void whatIsNotOfThisInstallationAndForgeIsNotEvenAskedAbout() {
    registered(false, "foreign", "other-github-1-3fa91c-1", "mayfly-ghes-1-3fa91c-1");
    world.batch.tasks.put(JOB, List.of("manual", "other-github-1-3fa91c-1"));

    OrphansSnapshot found = world.sweep(ACME).orphans().search(Swept.ID);

    assertThat(found.orphans()).isEmpty();
    assertThat(found.registrations() + found.tasks()).isZero();
    assertThat(world.lives.requests).isEmpty();
  }

  private void registered(boolean busy, String... names) {
    world.forge.runners(
        "orgs/acme",
        IntStream.rangeClosed(1, names.length)
            .mapToObj(id -> runner(id, names[id - 1], busy))
            .toArray(String[]::new));
  }

  @Test
  void aRunnerOfAnOpenLifeIsNoOrphanNotEvenAfterAReset() {
    registered(
        true, "mayfly-github-1-3fa91c-1", "mayfly-github-2-aaaaaa-1", "mayfly-github-3-aaaaaa-1");
    world.lives.byJob.put(1L, new Life.Open("3fa91c00", Phase.BUSY.name()));
    world.lives.byJob.put(2L, new Life.Open("bbbbbb00", Phase.BUSY.name()));
    world.lives.byJob.put(3L, new Life.Open("bbbbbb00", Phase.BUSY.name()));
    world.lives.statuses.put(2L, status("mayfly-github-2-aaaaaa-1"));
    world.lives.statuses.put(3L, status("mayfly-github-3-bbbbbb-1"));

    OrphansSnapshot found = world.sweep(ACME).orphans().search(Swept.ID);

    assertThat(found.orphans().toString())
        .contains("mayfly-github-3-aaaaaa-1")
        .contains("its life began anew without it")
        .doesNotContain("mayfly-github-1", "mayfly-github-2");
  }

  private static LifeStatus status(String runner) {
    return new LifeStatus(
        Phase.BUSY,
        "",
        TestClock.NOON,
        "",
        List.of(new LifeStatus.AttemptStatus(runner, Phase.BUSY, List.of(), null)),
        null);
  }

  @Test
  void aListingThatCannotBeHadIsAFailureAndNoAbsence() {
    world.batch.tasks.put(JOB, List.of(NAME.toString()));

    assertThatThrownBy(() -> world.sweep(ACME).orphans().search(Swept.ID))
        .hasMessageContaining("/orgs/acme/actions/runners → 404");
  }

  @Test
  void theRegistrationIsRemovedBeforeTheTask() {
    world.forge.put("DELETE", "/orgs/acme/actions/runners/9", 204, "");

    Removal removal = world.sweep(ACME).orphans().remove(orphan(9L));

    assertThat(removal).isEqualTo(Removal.REMOVED);
    assertThat(world.forge.requests()).containsExactly("DELETE /orgs/acme/actions/runners/9");
    assertThat(world.batch.deleted).containsExactly(new TaskRef(JOB, NAME));
  }

  @Test
  void theTaskOfARegistrationThatHasAJobIsLeftAlone() {
    world.forge.put("DELETE", "/orgs/acme/actions/runners/9", 422, "{}");

    assertThat(world.sweep(ACME).orphans().remove(orphan(9L))).isEqualTo(Removal.IN_USE);
    assertThat(world.batch.deleted).isEmpty();
  }

  @Test
  void whatALifeHasComeToStandBehindIsLeftAlone() {
    world.lives.byJob.put(1L, new Life.Open("3fa91c00", Phase.STARTING.name()));

    assertThat(world.sweep(ACME).orphans().remove(orphan(9L))).isEqualTo(Removal.IN_USE);
    assertThat(world.forge.requests()).isEmpty();
    assertThat(world.batch.deleted).isEmpty();
  }

  @Test
  void anUnknownRegistrationIsLookedForByNameInEveryScope() {
    world.forge.runners("orgs/acme");
    world.forge.runners("repos/ada/x", runner(7, NAME.toString(), false), runner(8, "r", false));
    world.forge.put("DELETE", "/repos/ada/x/actions/runners/7", 204, "");

    Removal removal = world.sweep(ACME, Scope.ofRepository("ada/x")).orphans().remove(orphan(null));

    assertThat(removal).isEqualTo(Removal.REMOVED);
    assertThat(world.forge.requests()).contains("DELETE /repos/ada/x/actions/runners/7");
    assertThat(world.batch.deleted).hasSize(1);
  }

  private static Orphan orphan(@Nullable Long registration) {
    return new Orphan(
        NAME,
        registration == null ? null : ACME,
        registration,
        false,
        new TaskRef(JOB, NAME),
        "it has no life");
  }
}
