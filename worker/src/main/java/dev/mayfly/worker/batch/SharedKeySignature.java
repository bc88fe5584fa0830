package dev.mayfly.worker.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Signs each request with the account's key, by Microsoft's page "Authenticate Requests to Azure
 * Batch", "Authentication via Shared Key".
 */
final class SharedKeySignature implements Interceptor {

  private static final String DATE = "ocp-date";
  private static final String ALGORITHM = "HmacSHA256";

  private final BatchCredentials credentials;

  SharedKeySignature(BatchCredentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public Response intercept(Interceptor.Chain chain) throws IOException {
    String now =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).withNano(0));
    Request request = chain.request().newBuilder().header(DATE, now).build();
    String scheme = "SharedKey " + credentials.account() + ":";
    try {
      String signature = signed(text(request, credentials.account()));
      return chain.proceed(
          request.newBuilder().header("Authorization", scheme + signature).build());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** Returns what is signed; of the headers that count, requests here have no others. */
  static String text(Request request, String account) throws IOException {
    @Nullable RequestBody body = request.body();
    String length = body == null ? "" : Long.toString(body.contentLength());
    String type = body == null || body.contentType() == null ? "" : body.contentType().toString();
    return String.join(
        "\n",
        List.of(
            request.method(),
            "", // Content-Encoding
            "", // Content-Language
            length,
            "", // Content-MD5
            type,
            "", // Date: empty, where there is an ocp-date
            "", // If-Modified-Since
            "", // If-Match
            "", // If-None-Match
            "", // If-Unmodified-Since
            "", // Range
            DATE + ":" + request.header(DATE),
            "/" + account + request.url().encodedPath() + query(request.url())));
  }

  private static String query(HttpUrl url) {
    TreeMap<String, String> sorted = new TreeMap<>();
    for (String name : url.queryParameterNames()) {
      sorted.put(name.toLowerCase(Locale.ROOT), String.join(",", url.queryParameterValues(name)));
    }
    StringBuilder text = new StringBuilder();
    sorted.forEach((name, value) -> text.append('\n').append(name).append(':').append(value));
    return text.toString();
  }

  private String signed(String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(ALGORITHM);
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(credentials.key()), ALGORITHM));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
  }
}
