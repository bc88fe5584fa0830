package dev.mayfly.worker.batch;

import dev.mayfly.service.batch.EntraSignIn;
import dev.mayfly.service.entra.EntraCloud;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraIdentity;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** A process of its own that adds one task by a managed identity: where an environment counts. */
final class OneTask {

  private OneTask() {}

  public static void main(String[] arguments) {
    EntraCredentials signIn =
        new EntraCredentials(
            URI.create(arguments[0]),
            new EntraIdentity.ManagedIdentity(arguments[1]),
            EntraCloud.PUBLIC);
    try (AzureBatchClient client =
        new AzureBatchClient(
            BatchTransport.valueOf(arguments[2]),
            new EntraSignIn(signIn),
            Duration.ofSeconds(60),
            InstantSource.system(),
            chain -> chain.proceed(chain.request()))) {
      client.addTask(
          new TaskRef(
              new BatchJobId("mayfly", "ubuntu", 1),
              RunnerName.parse("mayfly-github-1-3fa91c-1").orElseThrow()),
          new TaskSpec("i", Map.of(), Duration.ofHours(1)));
    }
  }
}
