package dev.mayfly.service.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a request with the account's key, by Microsoft's page "Authenticate Requests to
 * Azure Batch", "Authentication via Shared Key". Rule batch-shared-key.
 */
public final class SharedKey {

  /** The header with the request's time, which is signed. */
  public static final String DATE = "ocp-date";

  private static final String ALGORITHM = "HmacSHA256";

  private final BatchCredentials credentials;

  public SharedKey(BatchCredentials credentials) {
    this.credentials = credentials;
  }

  /**
   * As much of a request as is signed; the other headers that count, requests here do not have.
   *
   * @param length of the body; empty: there is none.
   * @param type of the body; empty: it has none.
   * @param ocp the headers that begin with {@code ocp-}, {@link #DATE} among them, in small
   *     letters.
   * @param path as it is sent.
   * @param query by name in small letters, decoded.
   */
  public record Request(
      String method,
      String length,
      String type,
      SortedMap<String, String> ocp,
      String path,
      SortedMap<String, String> query) {}

  /** Returns the time as {@link #DATE} has it. */
  public static String date(Instant now) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        now.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS));
  }

  /** Returns the header {@code Authorization}. */
  public String authorization(Request request) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(credentials.key()), ALGORITHM));
      return "SharedKey "
          + credentials.account()
          + ":"
          + Base64.getEncoder().encodeToString(mac.doFinal(text(request).getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  private String text(Request request) {
    return String.join(
        "\n",
        List.of(
            request.method(),
            "", // Content-Encoding
            "", // Content-Language
            request.length(),
            "", // Content-MD5
            request.type(),
            "", // Date: empty, where there is an ocp-date
            "", // If-Modified-Since
            "", // If-Match
            "", // If-None-Match
            "", // If-Unmodified-Since
            "", // Range
            lines(request.ocp()),
            "/" + credentials.account() + request.path() + query(request)));
  }

  private static String query(Request request) {
    return request.query().isEmpty() ? "" : "\n" + lines(request.query());
  }

  private static String lines(Map<String, String> values) {
    return values.entrySet().stream()
        .map(it -> it.getKey() + ":" + it.getValue())
        .collect(Collectors.joining("\n"));
  }
}
