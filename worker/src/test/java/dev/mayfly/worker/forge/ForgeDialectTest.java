package dev.mayfly.worker.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.worker.forge.auth.RegistrationToken;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeScript;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The differences of Gitea, as seen on 1.26. */
@Tag("server")
class ForgeDialectTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final String RUNNERS = "/api/v1/orgs/acme/actions/runners";

  @AutoClose private final ForgeScript forge = new ForgeScript();
  private final ForgeClient client = forge.gitea();

  @Test
  void mintsAStandingToken() {
    forge.answers(200, "{\"token\":\"AABF3\"}");

    assertThat(client.registrationToken(ACME)).isEqualTo(new RegistrationToken("AABF3", null));
    assertThat(forge.askedLine()).isEqualTo("POST " + RUNNERS + "/registration-token");
  }

  @Test
  void asksTheInstanceInPlaceOfAnEnterprise() {
    forge.answers(200, "{\"token\":\"AABF3\"}");

    client.registrationToken(Scope.ofEnterprise("all"));

    assertThat(forge.askedLine())
        .isEqualTo("POST /api/v1/admin/actions/runners/registration-token");
  }

  @Test
  void readsAListToItsEndWhateverTheSizeOfItsPages() {
    forge.answers(200, page(70, 1, 30)).answers(200, page(70, 31, 60));
    forge.answers(200, page(70, 61, 70));

    RunnerListing listing = client.runners(ACME);

    assertThat(listing.runners()).hasSize(70);
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?per_page=100&limit=50");
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?per_page=100&limit=50&page=2");
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?per_page=100&limit=50&page=3");
  }

  @Test
  void findsEveryRegistrationOfANameWithoutAFilter() {
    forge.answers(
        200,
        "{\"total_count\":3,\"runners\":["
            + runner(1, "r", false)
            + ","
            + runner(2, "other", false)
            + ","
            + runner(3, "R", false)
            + "]}");

    assertThat(client.runnersNamed(ACME, "r"))
        .extracting(RunnerSnapshot::id)
        .containsExactly(1L, 3L);
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?per_page=100&limit=50");
  }

  @Test
  void looksBeforeItRemovesSinceNothingGuardsABusyRunner() {
    forge.answers(200, runner(23, "r-23", true));

    assertThat(client.delete(ACME, 23)).isEqualTo(Removal.IN_USE);

    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "/23");
    assertThat(forge.requests()).isEqualTo(1);
  }

  @Test
  void removesOneThatIsIdle() {
    forge.answers(200, runner(23, "r-23", false)).answers(204, "");

    assertThat(client.delete(ACME, 23)).isEqualTo(Removal.REMOVED);

    forge.asked();
    assertThat(forge.askedLine()).isEqualTo("DELETE " + RUNNERS + "/23");
  }

  @Test
  void aRegistrationThatWentWithItsJobIsGone() {
    forge.answers(404, "{}");

    assertThat(client.delete(ACME, 23)).isEqualTo(Removal.ALREADY_GONE);
    assertThat(forge.requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"404, not found", "500, 'ActionRunner does not exist [id: 23]'"})
  void whatGoesBetweenTheLookAndTheRemovalIsGone(int status, String message) {
    forge
        .answers(200, runner(23, "r-23", false))
        .answers(status, "{\"message\":\"" + message + "\"}");

    assertThat(client.delete(ACME, 23)).isEqualTo(Removal.ALREADY_GONE);
  }

  @Test
  void anotherErrorOfTheServerIsNoAnswer() {
    forge.answers(200, runner(23, "r-23", false)).answers(500, "{\"message\":\"database\"}");

    assertThatThrownBy(() -> client.delete(ACME, 23)).isInstanceOf(ForgeException.class);
  }

  @Test
  void readsAJobThatNoRunnerHasTaken() {
    forge.answers(200, "{\"id\":5,\"status\":\"queued\",\"started_at\":\"1970-01-01T00:00:00Z\"}");

    assertThat(client.job("acme/app", 5))
        .isEqualTo(new JobStatus(JobStatus.Status.QUEUED, null, null, ForgeScript.NOW));
  }

  @Test
  void namesTheScopeThatItsTokenIsLikelyToLack() {
    forge.answers(403, "{\"message\":\"token does not have at least one of required scope(s)\"}");

    assertThatThrownBy(() -> client.registrationToken(ACME))
        .hasMessageContaining("write:organization");
  }

  private static String page(int total, long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(id -> runner(id, "r-" + id, false))
        .collect(Collectors.joining(",", "{\"total_count\":" + total + ",\"runners\":[", "]}"));
  }

  private static String runner(long id, String name, boolean busy) {
    return """
    {"id":%d,"name":"%s","status":"online","busy":%s,"disabled":false,"ephemeral":true,
     "labels":[{"id":0,"name":"ubuntu","type":"custom"}]}\
    """
        .formatted(id, name, busy);
  }
}
