package dev.mayfly.worker.batch;

import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.service.batch.SharedKey;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Signs each request with the account's key. */
final class SharedKeySignature implements Interceptor {

  private final SharedKey key;
  private final InstantSource clock;

  SharedKeySignature(BatchCredentials credentials, InstantSource clock) {
    this.key = new SharedKey(credentials);
    this.clock = clock;
  }

  @Override
  public Response intercept(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    String now = SharedKey.date(clock.instant());
    return chain.proceed(
        request
            .newBuilder()
            .header(SharedKey.DATE, now)
            .header("Authorization", key.authorization(signed(request, now)))
            .build());
  }

  private static SharedKey.Request signed(Request request, String now) throws IOException {
    @Nullable RequestBody body = request.body();
    return new SharedKey.Request(
        request.method(),
        body == null ? "" : Long.toString(body.contentLength()),
        body == null || body.contentType() == null ? "" : body.contentType().toString(),
        new TreeMap<>(Map.of(SharedKey.DATE, now)),
        request.url().encodedPath(),
        query(request.url()));
  }

  private static SortedMap<String, String> query(HttpUrl url) {
    SortedMap<String, String> sorted = new TreeMap<>();
    for (String name : url.queryParameterNames()) {
      sorted.put(name.toLowerCase(Locale.ROOT), String.join(",", url.queryParameterValues(name)));
    }
    return sorted;
  }
}
