package dev.mayfly.worker.batch;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The time that a request with the account's key was signed at, beside Batch's own. */
final class SignedTime {

  // learn.microsoft.com, Batch service REST API, Authenticate Requests to Azure Batch: it "must
  // receive a request within 15 minutes of when it is created".
  private static final Duration TAKEN_FOR = Duration.ofMinutes(15);

  private SignedTime() {}

  /** Returns what is wrong, where Batch refused a request for its time; absent otherwise. */
  static @Nullable String advice(Response response) {
    Instant here = response.request().headers().getInstant("ocp-date");
    if (here == null) {
      here = response.request().headers().getInstant("Date");
    }
    Instant there = response.headers().getInstant("Date");
    if (response.code() != 403 || here == null || there == null) {
      return null;
    }
    Duration behind = Duration.between(here, there);
    return behind.abs().compareTo(TAKEN_FOR) > 0
        ? "this machine's clock is %d min %s Batch's, which takes a request for 15 min: correct it"
            .formatted(behind.abs().toMinutes(), behind.isNegative() ? "ahead of" : "behind")
        : null;
  }
}
