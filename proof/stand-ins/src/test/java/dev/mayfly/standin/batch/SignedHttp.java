package dev.mayfly.standin.batch;

import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Bare HTTP, signed by Microsoft's own code, so that our verifier is not its own judge. */
public final class SignedHttp {

  public static final String VERSION = "api-version=2024-07-01.20.0";

  public record Answer(int status, String body, Map<String, String> headers) {}

  private static final MediaType JSON =
      MediaType.get("application/json; odata=minimalmetadata; charset=utf-8");

  private final URI url;
  private final OkHttpClient http;

  public SignedHttp(URI url, String account, String key) {
    this.url = url;
    OkHttpClient.Builder builder = new OkHttpClient.Builder();
    new BatchSharedKeyCredentials(url.toString(), account, key).applyCredentialsFilter(builder);
    this.http = builder.build();
  }

  public Answer send(String method, String target, @Nullable String body, String... headers)
      throws IOException {
    boolean bodyless = method.equals("GET") || method.equals("HEAD");
    Request.Builder request =
        new Request.Builder()
            .url(url + target)
            .method(
                method,
                bodyless
                    ? null
                    : body == null
                        ? RequestBody.create(new byte[0], null)
                        : RequestBody.create(body.getBytes(StandardCharsets.UTF_8), JSON));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try (Response answer = http.newCall(request.build()).execute()) {
      Map<String, String> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      answer.headers().forEach(pair -> received.put(pair.getFirst(), pair.getSecond()));
      return new Answer(answer.code(), answer.body().string(), received);
    }
  }
}
