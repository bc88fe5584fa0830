package dev.mayfly.standin.batch;

import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchTransport;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/** The worker's client, of a stand-in for the account of the tests. */
final class WorkersClient {

  private WorkersClient() {}

  static AzureBatchClient of(BatchTransport by, URI url) {
    return new AzureBatchClient(
        by,
        new BatchCredentials(url, TestAccount.NAME, TestAccount.KEY),
        Duration.ofSeconds(60),
        InstantSource.system());
  }
}
