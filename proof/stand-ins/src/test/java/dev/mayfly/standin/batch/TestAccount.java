package dev.mayfly.standin.batch;

import dev.mayfly.standin.batch.BatchStandIn.Settings;
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

  static SignedHttp http(BatchStandIn batch) {
    return new SignedHttp(batch.url(), NAME, KEY);
  }
}
