package dev.mayfly.workflows.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.RunnerRequest;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadJsonTest {

  private static final DataConverter NOW = PayloadJson.converter();
  // As the releases before wrote it, and read it but for fields that they did not know.
  private static final DataConverter BEFORE = DefaultDataConverter.STANDARD_INSTANCE;
  private static final JobRef JOB =
      new JobRef("github", 7, 8, "acme/app", Scope.ofOrganization("acme"), "build", "CI", "u");

  @Test
  void whatIsAbsentOrFalseIsNotWritten() {
    assertThat(text(request(false)))
        .isEqualTo(
            "{\"schema\":1,\"installation\":\"mayfly\",\"job\":{\"forge\":\"github\",\"id\":7,"
                + "\"runId\":8,\"repository\":\"acme/app\",\"scope\":{\"organization\":\"acme\"},"
                + "\"name\":\"build\",\"workflow\":\"CI\",\"url\":\"u\"},\"pool\":\"ubuntu\","
                + "\"labels\":[],\"deadlines\":{\"online\":\"PT30M\",\"idle\":\"PT10M\","
                + "\"exit\":\"PT15S\"}}");
    assertThat(text(request(true))).contains("\"verifyFirst\":true");
  }

  @Test
  void whatOneReleaseWritesTheOtherReads() {
    for (RunnerRequest request : List.of(request(false), request(true))) {
      assertThat(read(BEFORE, write(NOW, request))).isEqualTo(request);
      assertThat(read(NOW, write(BEFORE, request))).isEqualTo(request);
    }
  }

  @Test
  void aStepThatHasToDoWithARunnerIsNotGivenAllOfItsJob() {
    String text = write(NOW, JOB.ofRunner()).getData().toStringUtf8();

    assertThat(text)
        .isEqualTo(
            "{\"forge\":\"github\",\"id\":7,\"repository\":\"\","
                + "\"scope\":{\"organization\":\"acme\"},\"name\":\"\"}");
    assertThat(BEFORE.fromPayload(write(NOW, JOB.ofRunner()), JobRef.class, JobRef.class))
        .isEqualTo(JOB.ofRunner());
  }

  private static RunnerRequest request(boolean isLate) {
    Deadlines limited = new Deadlines(null, null, Duration.ofHours(2), null);
    return new RunnerRequest(
        RunnerRequest.SCHEMA,
        "mayfly",
        JOB,
        "ubuntu",
        List.of(),
        isLate ? limited : Deadlines.DEFAULT,
        isLate,
        isLate);
  }

  private static String text(RunnerRequest request) {
    return write(NOW, request).getData().toStringUtf8();
  }

  private static Payload write(DataConverter by, Object value) {
    return by.toPayload(value).orElseThrow();
  }

  private static RunnerRequest read(DataConverter by, Payload payload) {
    return by.fromPayload(payload, RunnerRequest.class, RunnerRequest.class);
  }
}
