package dev.mayfly.workflows.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.routing.RoutingDecision.Ignore;
import dev.mayfly.workflows.routing.RoutingDecision.Signal;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import dev.mayfly.workflows.routing.RoutingDecision.Why;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Action;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RouterTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<String> LINUX = List.of("self-hosted", "linux");
  private static final List<String> HOSTED = List.of("ubuntu-latest");

  private final Router router =
      new Router(
          new Fleet(
              "mayfly",
              Map.of(
                  "github",
                  new Forge(
                      null,
                      null,
                      List.of(
                          Scope.ofRepository("acme/special"),
                          Scope.ofOrganization("acme"),
                          Scope.ofEnterprise("big")))),
              List.of(
                  pool("old", true, "self-hosted", "linux"),
                  pool("first", false, "self-hosted", "Linux"),
                  pool("second", false, "self-hosted", "linux", "gpu"))));

  @Test
  void aQueuedJobStartsItsLifeInTheFirstPoolThatServesIt() {
    Start start = start(router.route(event(Action.QUEUED, "acme/app", LINUX, null)));

    assertThat(start.life()).hasToString("mayfly-github-42");
    assertThat(start.request().pool()).isEqualTo("first");
    assertThat(start.request().labels()).containsExactly("self-hosted", "Linux");
    assertThat(start.request().verifyFirst()).isFalse();
    assertThat(start.request().job().scope()).isEqualTo(Scope.ofOrganization("acme"));
    assertThat(start.queued().delivery()).isEqualTo("d-1");
  }

  @Test
  void aJobThatOnlyALaterPoolServesGoesThere() {
    List<String> gpu = List.of("GPU", "self-hosted");

    assertThat(start(router.route(event(Action.QUEUED, "acme/app", gpu, null))).request())
        .satisfies(request -> assertThat(request.pool()).isEqualTo("second"))
        .satisfies(request -> assertThat(request.labels()).containsExactly("self-hosted", "gpu"));
  }

  @Test
  void theFirstScopeThatCoversAJobIsWhereItsRunnerRegisters() {
    Start start = start(router.route(event(Action.QUEUED, "Acme/Special", LINUX, null)));

    assertThat(start.request().job().scope()).isEqualTo(Scope.ofRepository("acme/special"));
  }

  @Test
  void aJobOfGitHubsOwnRunnersIsIgnoredWithItsLabels() {
    assertThat(router.route(event(Action.QUEUED, "acme/app", HOSTED, null)))
        .isEqualTo(new Ignore("no pool serves a job with the labels [ubuntu-latest]", Why.LABELS));
  }

  @Test
  void aForgeThatComparesLabelsExactlyGetsThemInTheJobsSpelling() {
    List<String> shouted = List.of("Self-Hosted", "LINUX", "LINUX");

    assertThat(start(router(Forge.Type.GITEA, null).route(queued(shouted))).request().labels())
        .containsExactly("Self-Hosted", "LINUX");
    assertThat(start(router(Forge.Type.GITHUB, null).route(queued(shouted))).request().labels())
        .containsExactly("self-hosted", "linux");
    assertThat(
            start(router(Forge.Type.GITEA, Map.of("exactLabels", false)).route(queued(shouted)))
                .request()
                .labels())
        .containsExactly("self-hosted", "linux");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linux        | : pool first comes nearest, but it requires [self-hosted] in runs-on as well",
        "self-hosted,arm | : pool first comes nearest, but it does not offer [arm]",
        "gpu,arm      | : pool second comes nearest, but it requires [self-hosted] in runs-on as well"
            + " and does not offer [arm]",
        "ubuntu-latest | ''"
      })
  void whatNoPoolServesNamesTheNearestAndWhatDiffers(String labels, String nearest) {
    List<String> asked = List.of(labels.split(","));

    assertThat(router.route(event(Action.QUEUED, "acme/app", asked, null)))
        .isEqualTo(
            new Ignore("no pool serves a job with the labels " + asked + nearest, Why.LABELS));
  }

  @Test
  void whatOnlyARetiredPoolServesIsSaidSo() {
    Router retired = router(Forge.Type.GITHUB, null, pool("old", true, "self-hosted", "linux"));

    assertThat(retired.route(queued(LINUX)))
        .isEqualTo(
            new Ignore(
                "no pool serves a job with the labels [self-hosted, linux]: pool old would, but it"
                    + " is retired",
                Why.LABELS));
  }

  @Test
  void aJobWithoutLabelsIsIgnored() {
    assertThat(router.route(event(Action.QUEUED, "acme/app", List.of(), null)))
        .isInstanceOf(Ignore.class);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void aStrangersRepositorySpendsNothing(Action action) {
    assertThat(router.route(event(action, "stranger/app", LINUX, "mayfly-github-7-abcdef-1")))
        .isEqualTo(
            new Ignore(
                "repository stranger/app is in none of the scopes of forge github", Why.SCOPE));
  }

  @Test
  void anOldEventMakesItsLifeAskFirst() {
    WorkflowJobEvent old =
        event(
            Action.QUEUED,
            "acme/app",
            LINUX,
            null,
            NOW.minus(Duration.ofMinutes(2)).minusMillis(1));
    WorkflowJobEvent fresh =
        event(Action.QUEUED, "acme/app", LINUX, null, NOW.minus(Duration.ofMinutes(2)));
    WorkflowJobEvent undated = event(Action.QUEUED, "acme/app", LINUX, null, null);

    assertThat(start(router.route(old)).request().verifyFirst()).isTrue();
    assertThat(start(router.route(fresh)).request().verifyFirst()).isFalse();
    assertThat(start(router.route(undated)).request().verifyFirst()).isFalse();
  }

  @Test
  void inProgressGoesToTheJobsLifeAndToTheOwnerOfTheRunnerThatTookIt() {
    Signal signal =
        (Signal)
            router.route(event(Action.IN_PROGRESS, "acme/app", LINUX, "mayfly-github-7-abcdef-1"));

    assertThat(signal.signal()).isEqualTo("in_progress");
    assertThat(lives(signal)).containsExactly("mayfly-github-42", "mayfly-github-7");
  }

  @Test
  void aJobOnItsOwnRunnerIsToldOnce() {
    WorkflowJobEvent event =
        event(Action.COMPLETED, "acme/app", LINUX, "mayfly-github-42-abcdef-1");

    assertThat(lives(router.route(event))).containsExactly("mayfly-github-42");
  }

  @Test
  void aJobThatNoPoolServesStillTellsTheOwnerOfOurRunnerThatItTook() {
    WorkflowJobEvent event =
        event(Action.COMPLETED, "acme/app", HOSTED, "MAYFLY-github-7-abcdef-1");

    assertThat(lives(router.route(event))).containsExactly("mayfly-github-7");
  }

  private static List<String> lives(RoutingDecision signal) {
    return ((Signal) signal).lives().stream().map(LifeId::toString).toList();
  }

  @Test
  void runnersOfOthersOwnNothing() {
    for (String runner :
        List.of("GitHub Actions 5", "other-github-7-abcdef-1", "mayfly-ghes-7-abcdef-1")) {
      assertThat(router.route(event(Action.IN_PROGRESS, "acme/app", HOSTED, runner)))
          .isInstanceOf(Ignore.class);
    }
  }

  @Test
  void aRetiredPoolStartsNothingAndStillHearsOfItsJobs() {
    Router retired =
        new Router(
            new Fleet(
                "mayfly",
                Map.of("github", new Forge(null, null, List.of(Scope.ofOrganization("acme")))),
                List.of(pool("old", true, "self-hosted", "linux"))));

    assertThat(retired.route(event(Action.QUEUED, "acme/app", LINUX, null)))
        .isInstanceOf(Ignore.class);
    assertThat(retired.route(event(Action.COMPLETED, "acme/app", LINUX, null)))
        .isInstanceOf(Signal.class);
  }

  @Test
  void waitingIsASignalAndNothingStartsForIt() {
    assertThat(router.route(event(Action.WAITING, "acme/app", LINUX, null)))
        .isInstanceOfSatisfying(
            Signal.class, signal -> assertThat(signal.signal()).isEqualTo("waiting"));
  }

  @Test
  void anActionThatGitHubAddsLaterIsIgnored() {
    assertThat(router.route(event(Action.OTHER, "acme/app", LINUX, null)))
        .isInstanceOf(Ignore.class);
  }

  @Test
  void anUnknownForgeIsTheCallersFault() {
    Router other = new Router(new Fleet("mayfly", Map.of(), List.of()));

    assertThatThrownBy(() -> other.route(event(Action.QUEUED, "acme/app", LINUX, null)))
        .hasMessage("unknown forge: github");
  }

  private static Router router(
      Forge.Type type, @Nullable Map<String, Boolean> capabilities, Pool... pools) {
    URI api = URI.create("https://git.acme.com/api/v1");
    Forge forge =
        new Forge(type, api, api, List.of(Scope.ofOrganization("acme")), capabilities, null, null);
    List<Pool> served =
        pools.length > 0 ? List.of(pools) : List.of(pool("one", false, "self-hosted", "linux"));
    return new Router(new Fleet("mayfly", Map.of("github", forge), served));
  }

  private static WorkflowJobEvent queued(List<String> labels) {
    return event(Action.QUEUED, "acme/app", labels, null);
  }

  private static Start start(RoutingDecision decision) {
    assertThat(decision).isInstanceOf(Start.class);
    return (Start) decision;
  }

  private static Pool pool(String name, boolean retired, String... labels) {
    return new Pool(
        name, List.of(labels), null, "batch", "image", null, null, null, null, null, retired);
  }

  private static WorkflowJobEvent event(
      Action action, String repository, List<String> labels, @Nullable String runner) {
    return event(action, repository, labels, runner, NOW);
  }

  private static WorkflowJobEvent event(
      Action action,
      String repository,
      List<String> labels,
      @Nullable String runner,
      @Nullable Instant createdAt) {
    return new WorkflowJobEvent(
        new WorkflowJobEvent.Delivery("github", "d-1", NOW),
        action,
        new WorkflowJobEvent.Owner(repository, null, null, null),
        new WorkflowJobEvent.Job(42, 1, "build", "CI", null, labels, createdAt, null),
        new WorkflowJobEvent.Progress(runner, null, null));
  }
}
