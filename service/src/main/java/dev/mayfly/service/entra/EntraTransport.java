package dev.mayfly.service.entra;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import com.azure.core.util.Context;
import dev.mayfly.service.http.Redirects;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The HTTP of azure-identity. An answer without a token ends here, as a {@link TokenException}:
 * below, MSAL would ask again by itself, log the body, and lose the status.
 */
public final class EntraTransport implements HttpClient {

  private final HttpClient http;

  /**
   * @param http what really sends.
   */
  public EntraTransport(HttpClient http) {
    this.http = http;
  }

  /**
   * @param timeout for connecting, and for the answer.
   */
  public static EntraTransport over(Duration timeout) {
    return new EntraTransport(overTheJdk(timeout));
  }

  /**
   * Returns what clients of Azure's send over: no redirect is followed, no variable is read, and
   * the forward proxy is this process's.
   *
   * @param timeout for connecting, and for the answer.
   */
  public static HttpClient overTheJdk(Duration timeout) {
    return new ThroughProxy(
        new JdkHttpClientBuilder(Redirects.unfollowed())
            .configuration(Configuration.NONE)
            .connectionTimeout(timeout)
            .responseTimeout(timeout)
            .readTimeout(timeout)
            .build());
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    HttpResponse response = http.sendSync(request, context);
    if (response.getStatusCode() == 200) {
      return response;
    }
    try (response) {
      refuseRedirect(request, response);
      String body = response.getBodyAsBinaryData().toString();
      throw new UncheckedIOException(
          TokenException.answered(
              response.getStatusCode(),
              body,
              RetryAfter.of(
                  response.getHeaderValue(HttpHeaderName.RETRY_AFTER),
                  response.getHeaderValue(HttpHeaderName.DATE))));
    }
  }

  private static void refuseRedirect(HttpRequest request, HttpResponse response) {
    if (Redirects.isOne(response.getStatusCode())) {
      throw new UncheckedIOException(
          TokenException.redirected(
              response.getStatusCode(),
              Redirects.refused(
                  URI.create(request.getUrl().toString()),
                  response.getHeaderValue(HttpHeaderName.LOCATION))));
    }
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return Mono.fromCallable(() -> sendSync(request, Context.NONE))
        .subscribeOn(Schedulers.boundedElastic());
  }
}
