package dev.mayfly.worker.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.worker.batch.YamlPool;
import dev.mayfly.worker.forge.http.ForgeScript;
import dev.mayfly.worker.seal.Sealer;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.ForgeActivities;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.temporal.ActivityPolicies;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ForgeActivitiesImplTest {

  private static final String NAME = "mayfly-github-5-3fa91c-1";
  private static final String RUNNERS = "/api/v3/orgs/acme/actions/runners";
  private static final List<String> LABELS = List.of("self-hosted", "linux");
  private static final String JIT =
      "{\"runner\":"
          + ForgeScript.runner(23, NAME, "offline", false)
          + ",\"encoded_jit_config\":\"abc123\"}";

  private static final String DEFAULT_GROUP =
      "{\"total_count\":1,\"runner_groups\":[{\"id\":1,\"name\":\"Default\",\"default\":true}]}";

  @AutoClose private final ForgeScript script = new ForgeScript();
  private final Sealer sealer =
      new Sealer(Map.of("a", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
  private final ForgeActivitiesImpl steps =
      new ForgeActivitiesImpl(fleet(), Map.of("github", script.client()), sealer);

  @Test
  void sealsARegistrationTokenForItsRunnerAlone() {
    script
        .answers(200, DEFAULT_GROUP)
        .answers(201, "{\"token\":\"AABF3\",\"expires_at\":\"2026-03-01T13:00:00Z\"}");

    RunnerToken token = steps.mintRunnerToken(runner("plain", null), LABELS);

    assertThat(sealer.open(token.secret(), name())).isEqualTo("AABF3");
    assertThat(token.registration()).isEqualTo(Pool.Registration.TOKEN);
    assertThat(token.toString()).doesNotContain("AABF3");
  }

  @Test
  void neverMintsForARepositoryThatThePoolsGroupMayNotServe() {
    script.answers(200, "{\"total_count\":0,\"runner_groups\":[]}").answers(200, DEFAULT_GROUP);

    ApplicationFailure failure = mintFails("plain");

    assertThat(failure.getType()).isEqualTo(FailureType.NOT_ALLOWED);
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure)
        .hasMessageContaining(
            "the default runner group of orgs/acme does not serve repository acme/app")
        .hasMessageContaining("Allow public repositories");
    assertThat(script.requests()).as("none of them mints").isEqualTo(2);
  }

  @Test
  void registersJustInTimeInThePoolsGroupUnderTheRunnersName() {
    script
        .answers(200, "{\"total_count\":1,\"runner_groups\":[{\"id\":9,\"name\":\"secure\"}]}")
        .answers(201, JIT);

    RunnerToken token = steps.mintRunnerToken(runner("warm", null), LABELS);

    assertThat(sealer.open(token.secret(), name())).isEqualTo("abc123");
    assertThat(token.runnerId()).isEqualTo(23);
    script.asked();
    assertThat(script.asked().getBody().utf8())
        .contains("\"name\":\"" + NAME + "\"", "\"runner_group_id\":9", "\"linux\"");
  }

  @Test
  void replacesTheRegistrationThatAnEarlierTryOfTheSameStepMade() {
    script
        .answers(200, "{\"total_count\":1,\"runner_groups\":[{\"id\":9,\"name\":\"secure\"}]}")
        .answers(409, "{\"message\":\"Already exists\"}")
        .answers(200, listing(ForgeScript.runner(22, NAME, "offline", false)))
        .answers(204, "")
        .answers(201, JIT);

    assertThat(steps.mintRunnerToken(runner("warm", null), LABELS).runnerId()).isEqualTo(23);

    script.asked();
    script.asked();
    script.asked();
    assertThat(script.askedLine()).isEqualTo("DELETE " + RUNNERS + "/22");
  }

  @Test
  void aTryThatItsLifeHasGoneOnFromLeavesTheRegistrationOfTheNextOne() {
    AtomicLong nanos = new AtomicLong();
    ForgeActivities late =
        new ForgeActivitiesImpl(
            fleet(),
            Map.of("github", script.client()),
            sealer,
            () -> true,
            () -> nanos.getAndAdd(ActivityPolicies.AT_ONCE.toNanos() + 1));
    script
        .answers(200, "{\"total_count\":1,\"runner_groups\":[{\"id\":9,\"name\":\"secure\"}]}")
        .answers(409, "{\"message\":\"Already exists\"}");

    ApplicationFailure failure =
        catchThrowableOfType(
            ApplicationFailure.class, () -> late.mintRunnerToken(runner("warm", null), LABELS));

    assertThat(failure).hasMessageContaining("Already exists");
  }

  @Test
  void refusesRatherThanReplacesARegistrationThatHasAJob() {
    script
        .answers(200, "{\"total_count\":1,\"runner_groups\":[{\"id\":9,\"name\":\"secure\"}]}")
        .answers(409, "{\"message\":\"Already exists\"}")
        .answers(200, listing(ForgeScript.runner(22, NAME, "online", true)))
        .answers(422, "{\"message\":\"Runner is still running a job\"}");

    ApplicationFailure failure = mintFails("warm");

    assertThat(failure.getType()).isEqualTo(FailureType.REFUSED);
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure).hasMessageContaining("Already exists");
  }

  @Test
  void removesByIdWhereItIsKnown() {
    script.answers(204, "");

    assertThat(steps.removeRunner(runner("plain", 23L))).isEqualTo(Removal.REMOVED);
    assertThat(script.askedLine()).isEqualTo("DELETE " + RUNNERS + "/23");
  }

  @Test
  void removesEveryRegistrationOfTheNameAndNoOther() {
    script
        .answers(
            200,
            listing(
                ForgeScript.runner(1, "mayfly-github-5-3fa91c-11", "offline", false),
                ForgeScript.runner(2, NAME, "offline", false),
                ForgeScript.runner(3, NAME.toUpperCase(Locale.ROOT), "offline", false)))
        .answers(204, "")
        .answers(404, "");

    assertThat(steps.removeRunner(runner("plain", null))).isEqualTo(Removal.REMOVED);
    script.asked();
    assertThat(script.askedLine()).isEqualTo("DELETE " + RUNNERS + "/2");
    assertThat(script.askedLine()).isEqualTo("DELETE " + RUNNERS + "/3");
  }

  @Test
  void saysInUseWhenAnyOfTheNameHasAJob() {
    script
        .answers(
            200,
            listing(
                ForgeScript.runner(2, NAME, "online", true),
                ForgeScript.runner(3, NAME, "offline", false)))
        .answers(422, "")
        .answers(204, "");

    assertThat(steps.removeRunner(runner("plain", null))).isEqualTo(Removal.IN_USE);
  }

  @Test
  void findsNothingToRemove() {
    script.answers(200, listing());

    assertThat(steps.removeRunner(runner("plain", null))).isEqualTo(Removal.ALREADY_GONE);
  }

  @Test
  void looksAtTheJob() {
    script.answers(200, "{\"status\":\"in_progress\",\"runner_name\":\"" + NAME + "\"}");

    assertThat(steps.lookAtJob(job("acme/app")))
        .isEqualTo(new JobStatus(JobStatus.Status.IN_PROGRESS, NAME, null, ForgeScript.NOW));
  }

  @Test
  void refusesForGoodToLookAtWhatIsNoRepository() {
    ApplicationFailure failure =
        catchThrowableOfType(
            ApplicationFailure.class, () -> steps.lookAtJob(job("acme/../../secret")));

    assertThat(failure.getType()).isEqualTo(FailureType.REFUSED);
    assertThat(failure.isNonRetryable()).isTrue();
  }

  @Test
  void leavesAPoolThatIsNotConfiguredToAnotherWorker() {
    ApplicationFailure failure = mintFails("lost");

    assertThat(failure.getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure).hasMessageContaining("pool lost is not configured on this worker");
  }

  private static String listing(String... runners) {
    return "{\"total_count\":%d,\"runners\":[%s]}"
        .formatted(runners.length, String.join(",", runners));
  }

  private ApplicationFailure mintFails(String pool) {
    return catchThrowableOfType(
        ApplicationFailure.class, () -> steps.mintRunnerToken(runner(pool, null), LABELS));
  }

  private static RunnerName name() {
    return RunnerName.parse(NAME).orElseThrow();
  }

  private static RunnerRef runner(String pool, @Nullable Long id) {
    return new RunnerRef(name(), job("acme/app"), pool, id);
  }

  private static JobRef job(String repository) {
    return new JobRef(
        "github", 5, 4, repository, Scope.ofOrganization("acme"), "build", null, null);
  }

  private static Fleet fleet() {
    return new Fleet(
        "mayfly",
        Map.of("github", new Forge(null, null, List.of(Scope.ofOrganization("acme")))),
        List.of(
            YamlPool.named("plain", ""),
            YamlPool.named("warm", "registration: jit\nrunnerGroup: secure")));
  }
}
