package dev.mayfly.worker.http;

import dev.mayfly.service.http.ForwardProxy;
import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** Tells a forward proxy once who asks; OkHttp asks here before it sends, and after a refusal. */
public final class ProxySignIn implements Authenticator {

  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response asked) {
    Request request = asked.request();
    if (request.header(ForwardProxy.AUTHORIZATION) != null) {
      return null; // it was refused, and would be again
    }
    return ForwardProxy.authorization(request.url().uri())
        .map(value -> request.newBuilder().header(ForwardProxy.AUTHORIZATION, value).build())
        .orElse(null);
  }
}
