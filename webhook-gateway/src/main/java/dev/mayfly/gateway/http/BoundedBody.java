package dev.mayfly.gateway.http;

import com.google.common.base.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a request's body up to GitHub's own limit for a payload and never holds more of it, nor
 * waits longer for it than a forge does.
 */
public final class BoundedBody {

  /**
   * GitHub sends no payload of more than 25 MB ("Webhook payload object common properties"). Rule
   * gh-payload-25-mb.
   */
  public static final int LIMIT = 25 * 1024 * 1024;

  /**
   * GHES hangs up on a receiver after 30 seconds, GitHub after ten. Rule gh-delivery-ten-seconds.
   */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  // An event of a forge has 10 to 25 KB.
  private static final int COMMON = 32 * 1024;

  private final Ticker ticker;

  public BoundedBody(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * The body, or empty when it goes on beyond the limit.
   *
   * @param announced its length; -1 when the sender does not say.
   * @param share what holds the bytes.
   * @throws OverloadedException when all bodies together would be too large.
   * @throws IOException when the sender breaks off or drips the body to keep a thread busy. One
   *     that sends nothing at all is cut off by the connector's {@code idleTimeout}.
   */
  Optional<byte[]> read(InputStream in, int announced, BodyMemoryLimit.Share share)
      throws IOException {
    long begun = ticker.read();
    byte[] body = new byte[announced < 0 ? COMMON : Math.min(announced, COMMON)];
    int length = 0;
    while (length != announced) {
      if (length == body.length) {
        body = Arrays.copyOf(body, 2 * length);
      }
      int n = in.read(body, length, body.length - length);
      if (n < 0) {
        break;
      }
      if (ticker.read() - begun > PATIENCE.toNanos()) {
        throw new IOException("the body takes longer than " + PATIENCE.toSeconds() + " s");
      }
      length += n;
      if (length > LIMIT) {
        return Optional.empty();
      }
      if (!share.hold(n)) {
        throw new OverloadedException();
      }
    }
    return Optional.of(length == body.length ? body : Arrays.copyOf(body, length));
  }
}
