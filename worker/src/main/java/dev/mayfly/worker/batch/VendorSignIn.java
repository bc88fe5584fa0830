package dev.mayfly.worker.batch;

import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.rest.credentials.ServiceClientCredentials;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraLibrary;
import dev.mayfly.service.entra.EntraTokens;
import dev.mayfly.service.entra.EntraTransport;
import java.time.Duration;
import java.time.InstantSource;

/** Our ways to sign in as the vendor's client knows them; it has none for managed identities. */
final class VendorSignIn {

  private VendorSignIn() {}

  static ServiceClientCredentials of(
      BatchSignIn signIn, Duration callTimeout, InstantSource clock) {
    if (signIn instanceof EntraSignIn its) {
      EntraCredentials entra = its.credentials();
      EntraTransport http = EntraTransport.over(callTimeout.dividedBy(3));
      return new EntraBearer(
          new EntraTokens(EntraLibrary.credential(entra, http), entra, clock, callTimeout));
    }
    return of((BatchCredentials) signIn);
  }

  static ServiceClientCredentials of(BatchCredentials shared) {
    return new BatchSharedKeyCredentials(shared.url().toString(), shared.account(), shared.key());
  }
}
