package dev.mayfly.console.signin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import dev.mayfly.service.http.ForwardProxy;
import dev.mayfly.service.http.Redirects;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * The requests to the provider, which the library would send by the JDK's oldest client: no
 * redirect is followed, the proxy is this process's, and time and size are bounded.
 */
public final class OidcHttp implements HTTPRequestSender, ResourceRetriever {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  // Entra ID's keys have some 15 KB.
  private static final int LARGEST = 1 << 20;

  private final HttpClient http = Redirects.unfollowed().connectTimeout(PATIENCE).build();

  /** Sends what the library has put together: a code and the application's secret. */
  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest asked) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(asked.getURI())
            .method(
                asked.getMethod().name(),
                BodyPublishers.ofString(requireNonNullElse(asked.getBody(), "")));
    asked
        .getHeaderMap()
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    HttpResponse<InputStream> answer = exchange(request);
    HTTPResponse read = new HTTPResponse(answer.statusCode());
    read.setHeader("Content-Type", contentType(answer));
    read.setBody(text(answer));
    return read;
  }

  /** Reads the provider's keys. */
  @Override
  public Resource retrieveResource(URL url) throws IOException {
    return get(URI.create(url.toString()));
  }

  /** Reads a document. */
  Resource get(URI address) throws IOException {
    HttpResponse<InputStream> answer = exchange(HttpRequest.newBuilder(address));
    String text = text(answer);
    if (answer.statusCode() != 200) {
      throw new IOException(address.getHost() + " answers with status " + answer.statusCode());
    }
    return new Resource(text, contentType(answer));
  }

  private HttpResponse<InputStream> exchange(HttpRequest.Builder request) throws IOException {
    URI address = request.build().uri();
    ForwardProxy.authorization(address)
        .ifPresent(value -> request.header(ForwardProxy.AUTHORIZATION, value));
    try {
      HttpResponse<InputStream> answer =
          http.send(
              request.timeout(PATIENCE).header("Accept", "application/json").build(),
              BodyHandlers.ofInputStream());
      if (Redirects.isOne(answer.statusCode())) {
        answer.body().close();
        throw new IOException(
            Redirects.refused(address, answer.headers().firstValue("Location").orElse(null)));
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static String contentType(HttpResponse<InputStream> answer) {
    return answer.headers().firstValue("Content-Type").orElse("application/json");
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException(answer.uri().getHost() + " answers with more than 1 MiB");
      }
      return new String(bytes, UTF_8);
    }
  }
}
