package dev.mayfly.worker.sweep;

import static dev.mayfly.worker.sweep.RoutedForge.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.sweep.QueueSnapshot;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import dev.mayfly.workflows.sweep.Unserved;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class QueuedSearchTest {

  private static final Scope APP = Scope.ofRepository("acme/app");
  private static final Scope ACME = Scope.ofOrganization("acme");

  @AutoClose private final Swept world = new Swept(Forge.Type.GHES);

  @Test
  void queuedJobsOfRunsThatWaitOrGoOnAreFound() {
    world.forge.runs("acme/app", List.of(1L), List.of(2L));
    world.forge.jobs("acme/app", 1, job(11, "queued"));
    world.forge.jobs(
        "acme/app", 2, job(21, "completed"), job(22, "queued"), job(23, "waiting"), job(24, "x"));

    QueueSnapshot found = world.sweep(APP).queued().search(null);

    assertThat(found(found)).containsExactly("mayfly-github-11", "mayfly-github-22");
    assertThat(found.jobs().get(0).why()).isEqualTo("it had no life");
    assertThat(found.jobs().get(0).request().pool()).isEqualTo("ubuntu");
    assertThat(found.jobs().get(0).request().job().scope()).isEqualTo(APP);
    assertThat(found.jobs().get(0).queued().delivery()).isEqualTo("sweep");
    assertThat(found.jobs().get(0).createdAt()).isEqualTo(Instant.parse("2026-03-01T11:59:00Z"));
    assertThat(found.next()).isNull();
  }

  @Test
  void aJobThatNoPoolServesIsLeftToOthers() {
    world.forge.runs("acme/app", List.of(1L), List.of());
    String when = "2026-03-01T11:59:00Z";
    world.forge.jobs(
        "acme/app",
        1,
        job(11, "queued", when, "ubuntu-latest"),
        job(12, "queued", when, "self-hosted\",\"gpu"));

    QueueSnapshot found = world.sweep(APP).queued().search(null);

    assertThat(found.jobs()).isEmpty();
    assertThat(world.lives.requests).isEmpty();
    assertThat(Objects.requireNonNull(found.unserved()).jobs())
        .extracting(Unserved.Job::id, Unserved.Job::nearest, Unserved.Job::url)
        .containsExactly(
            tuple(12L, "pool ubuntu comes nearest, but it does not offer [gpu]", "https://x/12"),
            tuple(11L, null, "https://x/11"));
  }

  @Test
  void whatLivesSayDecidesWhatAQueuedJobNeeds() {
    world.forge.runs("acme/app", List.of(1L), List.of());
    world.forge.jobs(
        "acme/app", 1, job(1, "queued"), job(2, "queued"), job(3, "queued"), job(4, "queued"));
    world.lives.byJob.put(1L, new Life.Open("run", Phase.STARTING.name()));
    world.lives.byJob.put(2L, new Life.Open("run", Phase.HELD.name()));
    world.lives.byJob.put(3L, new Life.Closed("completed", "Cancelled", TestClock.NOON));
    world.lives.byJob.put(4L, new Life.Closed("terminated", null, TestClock.NOON));

    QueueSnapshot found = world.sweep(APP).queued().search(null);

    assertThat(found(found)).containsExactly("mayfly-github-2", "mayfly-github-4");
    assertThat(found.jobs().get(0).why()).isEqualTo("its life is held");
    assertThat(found.givenUp().toString())
        .isEqualTo("[GivenUp[life=mayfly-github-3, why=its life ended as Cancelled]]");
  }

  @Test
  void aSecondLookAtWhatHasNotChangedIsFree() {
    world.forge.put("/orgs/acme/repos", RoutedForge.repositories(LongStream.of(1, 2), ""));
    world.forge.runs("acme/r1", List.of(1L), List.of());
    world.forge.jobs("acme/r1", 1, job(11, "queued"));
    world.forge.runs("acme/r2", List.of(), List.of());
    ForgeSweep sweep = world.sweep(ACME);

    QueueSnapshot first = sweep.queued().search(null);
    QueueSnapshot second = sweep.queued().search(null);

    assertThat(first.calls()).isEqualTo(8);
    assertThat(second.calls()).isZero();
    assertThat(found(second)).containsExactly("mayfly-github-11");
    assertThat(second.bound()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void theBoundOfAnAppReckonsWithTheHourAtWhichItPaysForAllAgain() {
    world.forge.put(
        "/orgs/acme/repos", RoutedForge.repositories(LongStream.rangeClosed(1, 20), ""));
    LongStream.rangeClosed(1, 20)
        .forEach(each -> world.forge.runs("acme/r" + each, List.of(), List.of()));
    world.forge.hasApp();
    ForgeSweep sweep = world.sweep(ACME);
    sweep.queued().search(null);

    QueueSnapshot second = sweep.queued().search(null);

    assertThat(second.calls()).isZero();
    // 61 requests of 1,000 an hour.
    assertThat(second.bound()).isEqualTo(Duration.ofMillis(219_600));
  }

  @Test
  void everyPageOfRepositoriesRunsAndJobsIsRead() {
    world.forge.put(
        "/orgs/acme/repos",
        RoutedForge.repositories(LongStream.of(1), ""),
        "Link: <" + world.forge.url("/api/v3/orgs/acme/repos?page=2") + ">; rel=\"next\"");
    world.forge.put("/orgs/acme/repos#2", RoutedForge.repositories(LongStream.of(2), ""));
    world.forge.runs("acme/r1", List.of(), List.of());
    world.forge.runs("acme/r2", List.of(), List.of());
    world.forge.put(
        "/repos/acme/r2/actions/runs?status=queued",
        "{\"total_count\":2,\"workflow_runs\":[{\"id\":1}]}");
    world.forge.put(
        "/repos/acme/r2/actions/runs?status=queued#2",
        "{\"total_count\":2,\"workflow_runs\":[{\"id\":2}]}");
    world.forge.jobs("acme/r2", 1, job(11, "queued"));
    world.forge.put(
        "/repos/acme/r2/actions/runs/2/jobs", RoutedForge.jobs(2, job(21, "in_progress")));
    world.forge.put("/repos/acme/r2/actions/runs/2/jobs#2", RoutedForge.jobs(2, job(22, "queued")));

    QueueSnapshot found = world.sweep(ACME).queued().search(null);

    assertThat(found(found)).containsExactly("mayfly-github-11", "mayfly-github-22");
    assertThat(found.examined()).isEqualTo(2);
  }

  @Test
  void archivedAndDisabledRepositoriesAreLeftOut() {
    world.forge.put(
        "/orgs/acme/repos",
        RoutedForge.repositories(
            LongStream.of(1),
            ",{\"full_name\":\"acme/old\",\"archived\":true},"
                + "{\"full_name\":\"acme/off\",\"disabled\":true}"));
    world.forge.runs("acme/r1", List.of(), List.of());

    QueueSnapshot found = world.sweep(ACME).queued().search(null);

    assertThat(found.repositories()).isEqualTo(1);
    assertThat(world.forge.requests()).noneMatch(request -> request.contains("acme/o"));
  }

  /** A fifth of 150 an hour, for twenty minutes at first: 10 requests. */
  @Test
  void aLookEndsWhereTheSweepsShareDoesAndTheNextGoesOnThere() {
    world.forge.put("/orgs/acme/repos", RoutedForge.repositories(LongStream.rangeClosed(1, 5), ""));
    LongStream.rangeClosed(1, 5).forEach(n -> world.forge.runs("acme/r" + n, List.of(), List.of()));
    ForgeSweep sweep = world.sweep(150, null, List.of(), ACME);

    QueueSnapshot first = sweep.queued().search(null);
    world.clock.pass(Duration.ofHours(1));
    QueueSnapshot second = sweep.queued().search(first.next());

    assertThat(first.repositories()).isEqualTo(5);
    assertThat(first.examined()).isEqualTo(3);
    assertThat(first.next()).isEqualTo("- acme/r4");
    assertThat(second.examined()).isEqualTo(2);
    assertThat(second.next()).isNull();
  }

  @Test
  void whereRunsAreUnderWayIsLookedIntoFirst() {
    world.forge.put("/orgs/acme/repos", RoutedForge.repositories(LongStream.rangeClosed(1, 3), ""));
    LongStream.rangeClosed(1, 3).forEach(n -> world.forge.runs("acme/r" + n, List.of(), List.of()));
    world.forge.runs("acme/r3", List.of(), List.of(9L));
    world.forge.jobs("acme/r3", 9, job(91, "in_progress"));
    ForgeSweep sweep = world.sweep(ACME);
    sweep.queued().search(null);
    int before = world.forge.requests().size();

    sweep.queued().search(null);

    assertThat(world.forge.requests().subList(before, before + 3).toString())
        .contains("/repos/acme/r3/actions/runs?status=queued")
        .doesNotContain("acme/r1");
  }

  @Test
  void aRepositoryThatCannotBeReadStopsNoOtherAndDoesNotCount() {
    QueueSnapshot found = searchWhereOnlyTheLastCanBeRead(2);

    assertThat(found(found)).containsExactly("mayfly-github-11");
    assertThat(found.repositories()).isEqualTo(2);
    assertThat(found.examined()).isEqualTo(1);
  }

  @Test
  void manyRepositoriesThatCannotBeReadDoNotEndALook() {
    QueueSnapshot found = searchWhereOnlyTheLastCanBeRead(6);

    assertThat(found(found)).containsExactly("mayfly-github-11");
    assertThat(found.examined()).isEqualTo(1);
    assertThat(found.next()).isNull();
  }

  private QueueSnapshot searchWhereOnlyTheLastCanBeRead(int repositories) {
    String last = "acme/r" + repositories;
    world.forge.put(
        "/orgs/acme/repos", RoutedForge.repositories(LongStream.rangeClosed(1, repositories), ""));
    world.forge.runs(last, List.of(1L), List.of());
    world.forge.jobs(last, 1, job(11, "queued"));
    return world.sweep(ACME).queued().search(null);
  }

  @Test
  void aLookThatGoesOnWhereNothingCanBeReadComesToItsEnd() {
    world.forge.put("/orgs/acme/repos", RoutedForge.repositories(LongStream.rangeClosed(1, 2), ""));
    world.forge.runs("acme/r1", List.of(), List.of());

    QueueSnapshot found = world.sweep(ACME).queued().search("- acme/r2");

    assertThat(found.examined()).isZero();
    assertThat(found.next()).isNull();
  }

  @Test
  void aForgeThatIsAwayIsAFailure() {
    world.forge.put("/orgs/acme/repos", RoutedForge.repositories(LongStream.rangeClosed(1, 9), ""));
    LongStream.rangeClosed(1, 9)
        .forEach(
            n ->
                world.forge.put(
                    "GET", "/repos/acme/r" + n + "/actions/runs?status=queued", 502, ""));

    assertThatThrownBy(() -> world.sweep(ACME).queued().search(null))
        .isInstanceOf(ForgeException.class);
    assertThat(world.forge.requests()).hasSizeLessThan(5);
  }

  @Test
  void nothingThatCanBeReadIsAFailureAndNoEmptyQueue() {
    assertThatThrownBy(() -> world.sweep(APP).queued().search(null))
        .isInstanceOf(ForgeException.class)
        .hasMessageContaining("/repos/acme/app/actions/runs → 404");
  }

  @Test
  void anAnswerWithoutTheListIsNoEmptyList() {
    world.forge.put("/repos/acme/app/actions/runs?status=queued", "{}");

    assertThatThrownBy(() -> world.sweep(APP).queued().search(null))
        .hasMessageContaining("lists no workflow_runs");
  }

  @Test
  void aListThatCountsSomeAndShowsNoneIsNoEmptyList() {
    world.forge.put(
        "/repos/acme/app/actions/runs?status=queued", "{\"total_count\":3,\"workflow_runs\":[]}");

    assertThatThrownBy(() -> world.sweep(APP).queued().search(null))
        .hasMessageContaining("counts 3 workflow_runs and lists none");
  }

  @Test
  void ofAnEnterpriseTheOrganizationsNamedAndTheRepositoriesSeenAreLookedInto() {
    Scope enterprise = Scope.ofEnterprise("big");
    world.forge.put("/orgs/acme/repos", RoutedForge.repositories(LongStream.of(1), ""));
    world.forge.runs("acme/r1", List.of(1L), List.of());
    world.forge.jobs("acme/r1", 1, job(11, "queued"));
    world.forge.runs("other/lib", List.of(2L), List.of());
    world.forge.jobs("other/lib", 2, job(21, "queued"));
    world.seen.note(new JobRef("github", 5, 5, "other/lib", enterprise, "build", null, null));

    QueueSnapshot found =
        world.sweep(5000, null, List.of("acme"), enterprise).queued().search(null);

    assertThat(found(found)).containsExactlyInAnyOrder("mayfly-github-11", "mayfly-github-21");
    assertThat(found.jobs()).allMatch(job -> enterprise.equals(job.request().job().scope()));
  }

  @Test
  void moreThanAHistoryTakesIsLeftToTheNextLook() {
    world.forge.runs("acme/app", List.of(1L), List.of());
    String[] jobs =
        LongStream.rangeClosed(1, 450).mapToObj(id -> job(id, "queued")).toArray(String[]::new);
    world.forge.jobs("acme/app", 1, jobs);

    QueueSnapshot found = world.sweep(APP).queued().search(null);

    assertThat(found.jobs()).hasSize(400);
    assertThat(found.next()).isNotNull();
  }

  static List<String> found(QueueSnapshot found) {
    return found.jobs().stream().map(job -> job.request().lifeId().toString()).toList();
  }
}
