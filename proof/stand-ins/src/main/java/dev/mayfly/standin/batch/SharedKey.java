package dev.mayfly.standin.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MultivaluedMap;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Batch's shared-key signature, computed from the literal header values: an absent Content-Length
 * is not a 0. Rule batch-shared-key.
 */
record SharedKey(String account, String base64Key) {

  private static final List<String> SIGNED =
      List.of(
          "Content-Encoding",
          "Content-Language",
          "Content-Length",
          "Content-MD5",
          "Content-Type",
          "Date",
          "If-Modified-Since",
          "If-Match",
          "If-None-Match",
          "If-Unmodified-Since",
          "Range");

  /** Returns the text that the caller should have signed. */
  String text(ContainerRequestContext request) {
    StringBuilder text = new StringBuilder(request.getMethod()).append('\n');
    for (String header : SIGNED) {
      text.append(orEmpty(request.getHeaderString(header))).append('\n');
    }
    TreeMap<String, String> ocp = new TreeMap<>();
    for (String header : request.getHeaders().keySet()) {
      String name = header.toLowerCase(Locale.ROOT);
      if (name.startsWith("ocp-")) {
        ocp.put(name, orEmpty(request.getHeaderString(header)));
      }
    }
    ocp.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    text.append('/').append(account).append(request.getUriInfo().getRequestUri().getPath());
    appendQuery(text, request.getUriInfo().getQueryParameters(true));
    return text.toString();
  }

  private static void appendQuery(StringBuilder text, MultivaluedMap<String, String> query) {
    TreeMap<String, String> sorted = new TreeMap<>();
    query.forEach(
        (name, values) -> sorted.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    sorted.forEach((name, value) -> text.append('\n').append(name).append(':').append(value));
  }

  boolean signed(String text, String signature) {
    return MessageDigest.isEqual(sign(text).getBytes(UTF_8), signature.getBytes(UTF_8));
  }

  private String sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(base64Key), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
    }
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }

  @Override
  public String toString() {
    return "SharedKey[account=" + account + "]";
  }
}
