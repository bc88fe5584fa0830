package dev.mayfly.standin.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A runner's side of the protocol that the stand-in forge speaks below {@code /_runner}. Blocking;
 * thread-safe.
 */
final class RunnerConnection {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 60_000;

  private final URI forge;

  /** An answer that is no success. */
  static final class Refused extends IOException {
    final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }

    /** Returns whether the forge takes no runners of this version, by the sentences of GitHub's. */
    boolean saysVersionIsOver() {
      String message = String.valueOf(getMessage());
      return message.contains("can no longer register with GitHub")
          || message.contains("is deprecated and cannot receive messages");
    }
  }

  RunnerConnection(URI forge) {
    this.forge = forge;
  }

  Properties register(Map<String, String> form) throws IOException {
    String body =
        form.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return properties(post("/register", "application/x-www-form-urlencoded", body));
  }

  /** The next job; empty properties when there is none yet. */
  Properties acquire(String session) throws IOException {
    return properties(post("/" + session + "/acquire", "text/plain", ""));
  }

  /** Says something about the job, or asks. */
  String tell(String session, String what, String body) throws IOException {
    return post("/" + session + "/" + what, "text/plain", body);
  }

  private String post(String path, String type, String body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) forge.resolve("/_runner" + path).toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", type);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body.getBytes(UTF_8));
    }
    int status = connection.getResponseCode();
    if (status >= 300) {
      throw new Refused(status, status + " " + text(connection.getErrorStream()));
    }
    return status == HttpURLConnection.HTTP_NO_CONTENT ? "" : text(connection.getInputStream());
  }

  private static String text(@Nullable InputStream in) throws IOException {
    if (in == null) {
      return "";
    }
    try (in) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static Properties properties(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
