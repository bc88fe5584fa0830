package dev.mayfly.worker.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.sweep.DeliveriesSnapshot;
import dev.mayfly.workflows.sweep.QueueSnapshot;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A forge that lists jobs by status, in the shapes that Gitea 1.26 answers with. */
@Tag("server")
class GiteaQueueTest {

  private static final String JOB =
      """
      {"id":%d,"url":"http://gitea/api/v1/repos/acme/app/actions/jobs/%d","run_id":3,
       "run_url":"http://gitea/api/v1/repos/acme/app/actions/runs/3","name":"build",
       "labels":["self-hosted"],"status":"queued","conclusion":"","runner_id":0,
       "created_at":"2026-03-01T11:59:00Z","started_at":"1970-01-01T00:00:00Z"}\
      """;

  @Test
  void oneListOfAnOrganizationHasItsQueuedJobs() {
    try (Swept world = new Swept(Forge.Type.GITEA)) {
      world.forge.put(
          "/orgs/acme/actions/jobs?status=queued", RoutedForge.jobs(2, JOB.formatted(11, 11)));
      world.forge.put(
          "/orgs/acme/actions/jobs?status=queued#2", RoutedForge.jobs(2, JOB.formatted(12, 12)));

      QueueSnapshot found = world.sweep(Scope.ofOrganization("acme")).queued().search(null);

      assertThat(QueuedSearchTest.found(found))
          .containsExactly("mayfly-github-11", "mayfly-github-12");
      assertThat(found.jobs().get(0).request().job().repository()).isEqualTo("acme/app");
      assertThat(found.repositories()).isZero();
      assertThat(found.next()).isNull();
      assertThat(world.forge.requests()).hasSize(2);
    }
  }

  @Test
  void aLifeThatWaitsForAJobWhichIsNotListedAnyMoreIsFound() {
    try (Swept world = new Swept(Forge.Type.GITEA)) {
      world.forge.put(
          "/orgs/acme/actions/jobs?status=queued", RoutedForge.jobs(1, JOB.formatted(12, 12)));
      world.batch.tasks.put(
          new BatchJobId("mayfly", "ubuntu", 1),
          List.of(
              "mayfly-github-11-3fa91c-1",
              "mayfly-github-12-3fa91c-1",
              "mayfly-github-13-3fa91c-1"));
      world.forge.runners("orgs/acme");
      world.lives.byJob.put(11L, new Life.Open("3fa91c", Phase.STARTING.name()));
      world.lives.byJob.put(12L, new Life.Open("3fa91c", Phase.ONLINE.name()));
      world.lives.byJob.put(13L, new Life.Open("3fa91c", Phase.BUSY.name()));
      ForgeSweep sweep = world.sweep(Scope.ofOrganization("acme"));

      assertThat(sweep.queued().search(null).unlisted()).as("nothing was seen yet").isEmpty();
      sweep.orphans().search(Swept.ID);
      int before = world.forge.requests().size();

      assertThat(sweep.queued().search(null).unlisted())
          .extracting(LifeId::toString)
          .containsExactly("mayfly-github-11");
      assertThat(world.forge.requests()).as("the list alone").hasSize(before + 1);
      sweep.orphans().search(Swept.ID);
      world.lives.byJob.put(11L, new Life.Open("3fa91c", Phase.CLEANING_UP.name()));
      assertThat(sweep.queued().search(null).unlisted()).as("it has heard meanwhile").isEmpty();
    }
  }

  @Test
  void nothingIsRedeliveredAndThatIsSaid() {
    try (Swept world = new Swept(Forge.Type.GITEA)) {
      ForgeSweep sweep =
          world.sweep(5000, "https://hooks/github", List.of(), Scope.ofOrganization("acme"));

      DeliveriesSnapshot found = sweep.deliveries().search(List.of());

      assertThat(found.unavailable()).isEqualTo("this forge lists no deliveries");
      assertThat(world.forge.requests()).isEmpty();
    }
  }
}
