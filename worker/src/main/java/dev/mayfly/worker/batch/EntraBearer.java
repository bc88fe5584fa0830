package dev.mayfly.worker.batch;

import dev.mayfly.service.batch.EntraSignIn;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraIdentity;
import dev.mayfly.service.entra.EntraLibrary;
import dev.mayfly.service.entra.EntraTokens;
import dev.mayfly.service.entra.EntraTransport;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Puts the token on each request to Batch, and on its refusals who was refused. */
final class EntraBearer implements Interceptor {

  private final EntraTokens tokens;

  EntraBearer(EntraTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * @param callTimeout also the most that a call waits while another one asks for the token.
   * @param clock by which tokens expire.
   */
  static EntraBearer of(EntraSignIn signIn, Duration callTimeout, InstantSource clock) {
    EntraCredentials entra = signIn.credentials();
    EntraTransport http = EntraTransport.over(callTimeout.dividedBy(3));
    return new EntraBearer(
        new EntraTokens(EntraLibrary.credential(entra, http), entra, clock, callTimeout));
  }

  @Override
  public Response intercept(Interceptor.Chain chain) throws IOException {
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
