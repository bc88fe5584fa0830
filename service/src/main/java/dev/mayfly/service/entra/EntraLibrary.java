package dev.mayfly.service.entra;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelay;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.util.Configuration;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.CredentialBuilderBase;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.time.Duration;

/**
 * Microsoft's azure-identity as Mayfly needs it: without retries of its own, and with nothing but
 * what the configuration says. (The variables by which a platform tells where its managed
 * identities are answered are read all the same.)
 */
public final class EntraLibrary {

  private EntraLibrary() {}

  /** The library's own credential for this identity. */
  public static TokenCredential credential(EntraCredentials signIn, HttpClient http) {
    String authority = signIn.cloud().authorityHost().toString();
    if (signIn.identity() instanceof EntraIdentity.ManagedIdentity managed) {
      return plain(new ManagedIdentityCredentialBuilder(), http)
          .clientId(managed.clientId())
          .build();
    }
    if (signIn.identity() instanceof EntraIdentity.WorkloadIdentity workload) {
      return of(new WorkloadIdentityCredentialBuilder(), authority, http)
          .tenantId(workload.tenantId())
          .clientId(workload.clientId())
          .tokenFilePath(workload.tokenFile().toString())
          .build();
    }
    EntraIdentity.ClientSecret application = (EntraIdentity.ClientSecret) signIn.identity();
    return of(new ClientSecretCredentialBuilder(), authority, http)
        .tenantId(application.tenantId())
        .clientId(application.clientId())
        .clientSecret(application.secret())
        .build();
  }

  private static <B extends AadCredentialBuilderBase<B>> B of(
      B builder, String authority, HttpClient http) {
    // Discovery would ask the public cloud's authority whether the configured one is one.
    return plain(builder, http).authorityHost(authority).disableInstanceDiscovery();
  }

  private static <B extends CredentialBuilderBase<B>> B plain(B builder, HttpClient http) {
    return builder
        .httpClient(http)
        .retryPolicy(new RetryPolicy(new FixedDelay(0, Duration.ZERO)))
        .configuration(Configuration.NONE);
  }
}
