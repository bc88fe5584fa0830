package dev.mayfly.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a request's body up to GitHub's own limit for a payload and never holds more of it. */
final class BoundedBody {

  /** GitHub sends no payload of more than 25 MB ("Webhook payload object common properties"). */
  static final int LIMIT = 25 * 1024 * 1024;

  private BoundedBody() {}

  static boolean announcesTooMuch(@Nullable String contentLength) {
    return contentLength != null
        && contentLength.matches("[0-9]+")
        && (contentLength.length() > 18 || Long.parseLong(contentLength) > LIMIT);
  }

  /** The body, or empty when it goes on beyond the limit. */
  static Optional<byte[]> read(InputStream in) throws IOException {
    byte[] body = in.readNBytes(LIMIT);
    return body.length == LIMIT && in.read() >= 0 ? Optional.empty() : Optional.of(body);
  }
}
