package dev.mayfly.worker.batch;

import com.microsoft.rest.credentials.ServiceClientCredentials;
import dev.mayfly.service.entra.EntraIdentity;
import dev.mayfly.service.entra.EntraTokens;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Puts the token on each request of the vendor's client, and on its refusals who was refused. */
final class EntraBearer implements ServiceClientCredentials {

  private final EntraTokens tokens;

  EntraBearer(EntraTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public void applyCredentialsFilter(OkHttpClient.Builder client) {
    client.addInterceptor(this::signed);
  }

  private Response signed(Interceptor.Chain chain) throws IOException {
    return chain.proceed(
        chain
            .request()
            .newBuilder()
            .header("Authorization", "Bearer " + tokens.token())
            .tag(EntraIdentity.class, tokens.identity())
            .build());
  }

  /** Returns what may be missing, where Batch refused an identity of Entra ID; absent otherwise. */
  static @Nullable String advice(Response response) {
    EntraIdentity identity = response.request().tag(EntraIdentity.class);
    if (identity == null || (response.code() != 401 && response.code() != 403)) {
      return null;
    }
    return identity.name()
        + " needs the role Azure Batch Data Contributor on this Batch account"
        + (response.code() == 401 ? ", and batch.entra.audience must be this cloud's" : "");
  }
}
