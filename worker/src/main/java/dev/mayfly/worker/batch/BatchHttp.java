package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.worker.http.ProxySignIn;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The HTTP below both clients of Batch: within a time, without redirects, by our own name. */
final class BatchHttp {

  private BatchHttp() {}

  /**
   * @param callTimeout the most that one call may take in all; connecting and each read get a
   *     third.
   * @param answers sees each answer, and the request to it.
   */
  static OkHttpClient.Builder builder(Duration callTimeout, Interceptor answers) {
    return new OkHttpClient.Builder()
        .callTimeout(callTimeout)
        .connectTimeout(callTimeout.dividedBy(3))
        .readTimeout(callTimeout.dividedBy(3))
        .followRedirects(false) // 307 and 308 would take the runner's token along
        .followSslRedirects(false)
        .proxyAuthenticator(new ProxySignIn())
        .addNetworkInterceptor(BatchHttp::identify)
        .addNetworkInterceptor(answers);
  }

  /** A client's own User-Agent may hold a hash of this machine's MAC address. */
  private static Response identify(Interceptor.Chain chain) throws IOException {
    String version = BatchHttp.class.getPackage().getImplementationVersion();
    Request request =
        chain
            .request()
            .newBuilder()
            .header("User-Agent", "mayfly/" + requireNonNullElse(version, "dev"))
            .header("client-request-id", UUID.randomUUID().toString())
            .header("return-client-request-id", "true")
            .build();
    return chain.proceed(request);
  }
}
