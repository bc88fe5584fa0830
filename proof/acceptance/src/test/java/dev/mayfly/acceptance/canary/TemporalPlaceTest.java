package dev.mayfly.acceptance.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Leaks;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that were put into a real Temporal, one into each part of a run. */
@Tag("server")
class TemporalPlaceTest {

  @TempDir Path directory;

  private final Marks marks = new Marks();

  @Test
  void whateverPartOfARunHasASecretItIsFoundThereAndInTheDatabase() throws Exception {
    try (Temporal temporal = new Temporal(directory, TemporalCli.findOrSkip())) {
      TemporalConnection connection =
          new TemporalConnection(
              new TemporalSettings(temporal.address(), null, null, null, null),
              Map.of(),
              Duration.ofSeconds(30));
      try {
        plant(connection.client());
      } finally {
        connection.stop();
      }
      Leaks leaks = marks.leaks();

      assertThat(new TemporalPlace(temporal.address()).search(leaks))
          .anyMatch(it -> it.matches("planted history.*/input/.* has the secret of the input"))
          .anyMatch(it -> it.matches("planted history.*signaled.* has the secret of the signal"))
          .anyMatch(it -> it.matches("planted history.*terminated.* has the secret of the reason"))
          .anyMatch(it -> it.matches("planted visibility/memo/.* has the secret of the memo"))
          .anyMatch(
              it ->
                  it.matches(
                      "planted visibility/search_attributes/.* has the secret of the attri.*"))
          .anyMatch(it -> it.matches("planted history.*summary.* has the secret of the summary"));
      for (String part : new String[] {"input", "signal", "reason", "memo", "summary"}) {
        assertThat(Place.files(directory, directory.resolve("none")).search(leaks))
            .anyMatch(it -> it.matches("temporal\\.db.* has the secret of the " + part));
      }
    }
  }

  private void plant(WorkflowClient client) {
    WorkflowOptions options =
        WorkflowOptions.newBuilder()
            .setWorkflowId("planted")
            .setTaskQueue("nobody")
            .setMemo(Map.of("by", secret("memo")))
            .setStaticSummary(secret("summary"))
            .setTypedSearchAttributes(
                io.temporal.common.SearchAttributes.newBuilder()
                    .set(SearchAttributes.POOL, secret("attribute"))
                    .build())
            .build();
    WorkflowStub planted = client.newUntypedWorkflowStub("Planted", options);
    Object unused = planted.start(secret("input"));
    planted.signal("queued", secret("signal"));
    planted.terminate(secret("reason"));
  }

  private String secret(String part) {
    return marks.text("secret of the " + part);
  }
}
