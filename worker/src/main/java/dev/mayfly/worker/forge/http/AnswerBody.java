package dev.mayfly.worker.forge.http;

import java.io.IOException;
import okhttp3.Response;

/** The body of a forge's answer. */
final class AnswerBody {

  // A page of a hundred entries, at some hundred kilobytes each.
  private static final long LONGEST = 32L << 20;

  private AnswerBody() {}

  /**
   * Returns it without the credential, which an error may repeat.
   *
   * @throws IOException also for one that is longer than any of a forge's: it would fill the
   *     memory.
   */
  static String read(Response response, String authorization) throws IOException {
    if (response.body().source().request(LONGEST + 1)) {
      throw new IOException(
          response.code() + " with more than " + (LONGEST >> 20) + " MiB, which are not read");
    }
    String body = response.body().string();
    String secret = authorization.substring(authorization.indexOf(' ') + 1);
    return response.isSuccessful() ? body : body.replace(secret, "***");
  }
}
