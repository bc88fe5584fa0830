package dev.mayfly.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.workflows.id.TaskRef;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;

/** The answers of Batch that a test writes, and what its client makes of them. */
final class BatchAnswers {

  private BatchAnswers() {}

  /** The next request is answered so. */
  static void answer(MockWebServer batch, int status, String body) {
    batch.enqueue(
        new MockResponse.Builder()
            .code(status)
            .addHeader("Content-Type", "application/json;odata=minimalmetadata")
            .body(body)
            .build());
  }

  /** Returns what the client throws when it adds a task. */
  static BatchException thrown(AzureBatchClient client, TaskRef task, TaskSpec spec) {
    BatchException failure =
        catchThrowableOfType(BatchException.class, () -> client.addTask(task, spec));
    assertThat(failure).as("addTask throws").isNotNull();
    return failure;
  }
}
