package dev.mayfly.service.entra;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import dev.mayfly.service.http.ForwardProxy;
import java.net.URI;
import reactor.core.publisher.Mono;

/**
 * Tells a forward proxy who asks, where it wants that. The JDK's client keeps this header from
 * where the request goes (java.net.http, Utils.PROXY_TUNNEL_FILTER).
 */
record ThroughProxy(HttpClient http) implements HttpClient {

  private static final HttpHeaderName HEADER =
      HttpHeaderName.fromString(ForwardProxy.AUTHORIZATION);

  private static HttpRequest signed(HttpRequest request) {
    ForwardProxy.authorization(URI.create(request.getUrl().toString()))
        .ifPresent(value -> request.setHeader(HEADER, value));
    return request;
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return http.send(signed(request));
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request, Context context) {
    return http.send(signed(request), context);
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    return http.sendSync(signed(request), context);
  }
}
