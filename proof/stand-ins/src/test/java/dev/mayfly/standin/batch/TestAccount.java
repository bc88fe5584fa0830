package dev.mayfly.standin.batch;

import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchTransport;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The account of the tests: a stand-in for it, and requests signed with its key. */
final class TestAccount {

  static final String NAME = "acme";
  static final String KEY = "c2VjcmV0LWtleQ==";

  private TestAccount() {}

  static BatchStandIn start(Map<String, List<String>> images, Settings settings) {
    return BatchStandIn.start(0, NAME, KEY, images, settings);
  }

  /** The worker's client of such a stand-in. */
  static AzureBatchClient client(BatchTransport by, URI url) {
    return new AzureBatchClient(
        by, new BatchCredentials(url, NAME, KEY), Duration.ofSeconds(60), InstantSource.system());
  }

  static SignedHttp http(BatchStandIn batch) {
    return new SignedHttp(batch.url(), NAME, KEY);
  }
}
