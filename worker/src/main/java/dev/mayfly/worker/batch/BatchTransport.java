package dev.mayfly.worker.batch;

import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.service.batch.BatchSignIn;
import dev.mayfly.service.batch.EntraSignIn;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/** The ways to send requests to Batch; what they send and tell is the same. */
public enum BatchTransport {
  /** Microsoft's client azure-batch, which speaks version 2024-07-01.20.0 of the data plane. */
  AZURE_BATCH,
  /** Plain REST, version 2025-06-01. */
  REST;

  BatchRequests requests(
      BatchSignIn signIn, Duration callTimeout, InstantSource clock, Interceptor answers) {
    return requests(signIn.url(), signer(signIn, callTimeout, clock), callTimeout, answers);
  }

  private Consumer<OkHttpClient.Builder> signer(
      BatchSignIn signIn, Duration callTimeout, InstantSource clock) {
    if (signIn instanceof EntraSignIn entra) {
      EntraBearer bearer = EntraBearer.of(entra, callTimeout, clock);
      return http -> http.addInterceptor(bearer);
    }
    return signer((BatchCredentials) signIn, clock);
  }

  private Consumer<OkHttpClient.Builder> signer(BatchCredentials shared, InstantSource clock) {
    return switch (this) {
      case AZURE_BATCH -> VendorRequests.signer(shared);
      case REST -> http -> http.addInterceptor(new SharedKeySignature(shared, clock));
    };
  }

  /**
   * @param signer has each request signed.
   */
  BatchRequests requests(
      URI url, Consumer<OkHttpClient.Builder> signer, Duration callTimeout, Interceptor answers) {
    OkHttpClient.Builder http = BatchHttp.builder(callTimeout, answers);
    return switch (this) {
      case AZURE_BATCH ->
          new VendorRequests(
              new VendorConnection(url.toString(), http, signer::accept, callTimeout));
      case REST -> {
        signer.accept(http);
        yield new RestRequests(new RestConnection(url, http.build()));
      }
    };
  }
}
