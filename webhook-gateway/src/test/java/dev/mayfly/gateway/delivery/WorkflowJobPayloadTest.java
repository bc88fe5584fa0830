package dev.mayfly.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.gateway.http.MalformedDeliveryException;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Action;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowJobPayloadTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void theRecordedQueuedJobIsRead() throws Exception {
    WorkflowJobEvent event = read(Payloads.recorded("workflow_job.queued.payload.json"));

    assertThat(event.action()).isEqualTo(Action.QUEUED);
    assertThat(event.job().id()).isEqualTo(289782451);
    assertThat(event.job().runId()).isEqualTo(2202229078L);
    assertThat(event.owner().repository()).isEqualTo("Codertocat/Hello-World");
    assertThat(event.owner().organization()).isNull();
    assertThat(event.owner().enterprise()).isNull();
    assertThat(event.job().name()).isEqualTo("update");
    assertThat(event.job().workflow()).isEqualTo("CodeQL");
    assertThat(event.job().url())
        .isEqualTo("https://github.com/octo-org/octo-repo/runs/1291536064");
    assertThat(event.job().labels()).containsExactly("ubuntu-latest");
    assertThat(event.progress().conclusion()).isNull();
    assertThat(event.job().createdAt()).isEqualTo(Instant.parse("2021-09-13T02:21:13Z"));
    assertThat(event.delivery().receivedAt()).isEqualTo(NOON);
    assertThat(event.delivery().id()).isEqualTo("d-1");
  }

  @Test
  void theOtherRecordedEventsAreRead() throws Exception {
    WorkflowJobEvent inProgress = read(Payloads.recorded("workflow_job.in_progress.payload.json"));
    WorkflowJobEvent completed =
        read(Payloads.recorded("workflow_job.completed.success.with-organization.payload.json"));

    assertThat(inProgress.action()).isEqualTo(Action.IN_PROGRESS);
    assertThat(inProgress.progress().runnerName()).isEqualTo("GitHub Actions 5");
    assertThat(inProgress.progress().runnerId()).isEqualTo(5L);
    assertThat(completed.action()).isEqualTo(Action.COMPLETED);
    assertThat(completed.owner().organization()).isEqualTo("Octocoders");
    assertThat(completed.progress().conclusion()).isEqualTo("success");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ping.with-organization.payload.json", "workflow_run.requested.payload.json"})
  void aRecordedEventOfAnotherKindIsNoWorkflowJob(String name) throws Exception {
    byte[] body = Payloads.recorded(name);

    assertThatThrownBy(() -> read(body)).hasMessageContaining("workflow_job");
  }

  @Test
  void theLeastThatIsNeededIsEnough() {
    WorkflowJobEvent event =
        read("{'action':'queued','workflow_job':{'id':1},'repository':{'full_name':'a/b'}}");

    assertThat(event.job().name()).isEqualTo("(unnamed)");
    assertThat(event.job().runId()).isZero();
    assertThat(event.job().labels()).isEmpty();
    assertThat(event.job().url()).isNull();
    assertThat(event.progress().runnerName()).isNull();
    assertThat(event.progress().runnerId()).isNull();
    assertThat(event.job().createdAt()).isNull();
  }

  @Test
  void zeroEmptyNullAnd1970AreAbsent() {
    for (String time : new String[] {"1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "", "soon"}) {
      WorkflowJobEvent event =
          read(
              "{'action':'queued','workflow_job':{'id':1,'runner_id':0,'runner_name':'',"
                  + "'labels':null,'html_url':null,'conclusion':null,'created_at':'"
                  + time
                  + "'},'repository':{'full_name':'a/b'},'organization':null}");

      assertThat(event.job().createdAt()).isNull();
      assertThat(event.progress().runnerName()).isNull();
      assertThat(event.progress().runnerId()).isNull();
      assertThat(event.owner().organization()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"login", "username", "name"})
  void anOrganizationIsCalledAsTheForgeCallsIt(String key) {
    assertThat(
            read(
                "{'action':'queued','workflow_job':{'id':1},'repository':{'full_name':'a/b'},"
                    + "'enterprise':{'slug':'big'},'organization':{'"
                    + key
                    + "':'acme'}}"))
        .satisfies(event -> assertThat(event.owner().organization()).isEqualTo("acme"))
        .satisfies(event -> assertThat(event.owner().enterprise()).isEqualTo("big"));
  }

  @Test
  void theActionDecidesWhateverTheStatusSays() {
    assertThat(
            read("{'action':'queued','workflow_job':{'id':1,'status':'waiting'},"
                    + "'repository':{'full_name':'a/b'}}")
                .action())
        .isEqualTo(Action.QUEUED);
    assertThat(
            read("{'action':'new','workflow_job':{'id':1},'repository':{'full_name':'a/b'}}")
                .action())
        .isEqualTo(Action.OTHER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'workflow_job':{'id':1},'repository':{'full_name':'a/b'}} | action",
        "{'action':'queued','workflow_job':{},'repository':{'full_name':'a/b'}} | workflow_job.id",
        "{'action':'queued','workflow_job':{'id':'1'},'repository':{'full_name':'a/b'}} |"
            + " workflow_job.id",
        "{'action':'queued','workflow_job':{'id':-1},'repository':{'full_name':'a/b'}} |"
            + " workflow_job.id",
        "{'action':'queued','workflow_job':{'id':1}} | repository.full_name",
        "{'action':'queued','workflow_job':{'id':1},'repository':{'full_name':'a/b/../c'}} |"
            + " repository.full_name",
        "{'action':'queued','workflow_job':{'id':1,'labels':'x'},'repository':{'full_name':'a/b'}}"
            + " | workflow_job.labels",
        "{'action':'queued','workflow_job':{'id':1,'labels':[1]},'repository':{'full_name':'a/b'}}"
            + " | workflow_job.labels"
      },
      quoteCharacter = '`')
  void whatADecisionNeedsIsRequiredByName(String body, String field) {
    assertThatThrownBy(() -> read(body)).hasMessageContaining("field " + field + " is missing");
  }

  private static WorkflowJobEvent read(String singleQuoted) {
    return read(singleQuoted.replace('\'', '"').getBytes(UTF_8));
  }

  private static WorkflowJobEvent read(byte[] body) {
    return WorkflowJobPayload.read(new VerifiedDelivery("github", "d-1", body, NOON));
  }

  @Test
  void cutsTextsThatNoForgeMeans() {
    String name = "n".repeat(3_000_000);

    assertThat(read(Payloads.queued(1).replace("build", name).getBytes(UTF_8)).job().name())
        .isEqualTo(name.substring(0, 1_000));
  }

  @Test
  void refusesWhatIsDeeperWiderOrLongerThanAnyEvent() {
    String queued = Payloads.queued(1);
    String labels = "[\"self-hosted\", \"linux\"]";

    assertThatThrownBy(() -> read(bytes(queued.replace(labels, "[".repeat(100_000)))))
        .hasMessageContaining("nested deeper than 64");
    assertThatThrownBy(
            () ->
                read(
                    bytes(
                        queued.replace(
                            labels, labels + ", \"x\": [{}" + ",{}".repeat(50_000) + "]"))))
        .hasMessageContaining("more than 100000 parts");
    assertThatThrownBy(
            () -> read(bytes(queued.replace(labels, "[" + "\"l\",".repeat(100) + "\"l\"]"))))
        .hasMessageContaining("workflow_job.labels is missing or malformed: expected a list of at");
    assertThatThrownBy(() -> read(bytes(queued.replace(labels, "[\"" + "l".repeat(1_001) + "\"]"))))
        .hasMessageContaining("at most 1000 characters");
    assertThatThrownBy(
            () -> read(bytes(queued.replace("\"run_id\": 7", "\"run_id\": " + "7".repeat(2_000)))))
        .hasMessageContaining("a number without end");
  }

  @Test
  void halvesOfCharactersAreNoTextForAHistory() {
    String half = Payloads.queued(1).replace("\"build\"", "\"a\\ud800b\"");
    String cut = Payloads.queued(1).replace("\"build\"", '"' + "x".repeat(999) + "😀\"");

    assertThat(read(bytes(half)).job().name()).isEqualTo("a?b");
    assertThat(read(bytes(cut)).job().name()).isEqualTo("x".repeat(999) + "?");
  }

  @Test
  void whatFollowsTheValueIsRefusedSinceOthersMightReadThat() {
    assertThatThrownBy(() -> read(bytes(Payloads.queued(1) + "{}")))
        .hasMessageContaining("not JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"action\": \"queued\"|\"action\": \"queued\", \"action\": \"completed\"",
        "\"run_id\": 7|\"run_id\": 7, \"id\": 8",
        "\"repository\": {|\"repository\": {\"full_name\": \"mallory/app\", ",
      })
  void whatIsReadMayBeThereOnceSinceOthersMightReadTheOther(String once, String twice) {
    String queued = Payloads.queued(1);

    assertThat(queued).contains(once);
    assertThatThrownBy(() -> read(bytes(queued.replace(once, twice))))
        .isInstanceOf(MalformedDeliveryException.class);
  }

  @Test
  void whatIsNotReadMayBeThereTwice() {
    String queued = Payloads.queued(1);

    assertThat(
            read(bytes("{\"sender\": 1, \"sender\": {\"a\": 1, \"a\": 2}, " + queued.substring(1))))
        .isEqualTo(read(bytes(queued)));
  }

  private static byte[] bytes(String body) {
    return body.getBytes(UTF_8);
  }
}
