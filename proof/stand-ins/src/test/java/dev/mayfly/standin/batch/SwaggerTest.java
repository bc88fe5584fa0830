package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** That the judge of the contract tests does find faults. */
class SwaggerTest {

  @Test
  void findsWhatIsWrongInAnAnswer() throws IOException {
    Swagger swagger = new Swagger(SharedData.batch().resolve("spec/BatchService.json"));

    assertThat(
            swagger.faultsOfAnswer(
                "GET",
                "/jobs/J/tasks/T",
                200,
                """
                {"id": 1, "state": "asleep", "creationTime": "now", "surprise": true,
                 "constraints": {"retentionTime": "long"}, "executionInfo": {"retryCount": 0}}
                """))
        .containsExactly(
            "answer.id is not a string: 1",
            "answer.state is none of [active, preparing, running, completed]: asleep",
            "answer.creationTime is not a date-time: now",
            "answer has an undescribed surprise",
            "answer.constraints.retentionTime is not a duration: long",
            "answer.executionInfo lacks requeueCount");
    assertThat(swagger.faultsOfAnswer("GET", "/jobs/J", 204, ""))
        .containsExactly("status 204 is not described");
    assertThat(swagger.faultsOfRequest("POST", "/jobs/J/tasks", "{\"id\":\"T\"}"))
        .containsExactly("request lacks commandLine");
  }
}
