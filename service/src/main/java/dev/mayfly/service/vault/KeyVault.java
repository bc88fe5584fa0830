package dev.mayfly.service.vault;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.FixedDelay;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.util.Configuration;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraLibrary;
import dev.mayfly.service.entra.EntraTransport;
import dev.mayfly.service.entra.TokenException;
import dev.mayfly.service.http.Redirects;
import dev.mayfly.service.http.UntrustedCertificateException;
import java.io.IOException;
import java.time.Duration;

/** Azure Key Vault, by Microsoft's client. Thread-safe. */
public final class KeyVault implements Vault {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  // A vault that is busy for a moment (429, 5xx) must not keep a service from starting.
  private static final int MORE_TRIES = 2;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final EntraCredentials signIn;
  private final SecretClient client;

  /** Sends no request yet. */
  public KeyVault(EntraCredentials signIn) {
    this(signIn, EntraTransport.overTheJdk(PATIENCE), EntraTransport.over(PATIENCE));
  }

  /**
   * @param http what the vault is asked over.
   * @param tokens what Entra ID is asked over.
   */
  public KeyVault(EntraCredentials signIn, HttpClient http, EntraTransport tokens) {
    this.signIn = signIn;
    this.client =
        new SecretClientBuilder()
            .vaultUrl(signIn.url().toString())
            .credential(new ToldCredential(EntraLibrary.credential(signIn, tokens)))
            .httpClient(http)
            .retryPolicy(new RetryPolicy(new FixedDelay(MORE_TRIES, PAUSE)))
            .configuration(Configuration.NONE)
            .buildClient();
  }

  @Override
  public String read(String name) throws VaultException {
    String value;
    try {
      value = client.getSecret(name).getValue();
    } catch (RuntimeException e) {

      throw new VaultException(reason(name, e));
    }
    if (value == null || value.isEmpty()) {
      throw new VaultException("secret " + name + " of " + signIn.url() + " is empty");
    }
    return value;
  }

  /** The library's own messages quote what it read. */
  private String reason(String name, RuntimeException e) {
    String what = "secret " + name + " of " + signIn.url();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TokenException token) {
        return what + " cannot be read: " + who() + " got no token (" + token.getMessage() + ")";
      }
      if (cause instanceof HttpResponseException refused && refused.getResponse() != null) {
        return what + answered(refused.getResponse());
      }
      if (cause instanceof IOException) {
        return what
            + " cannot be read: the vault does not answer ("
            + UntrustedCertificateException.told(cause).orElse(simple(cause))
            + ")";
      }
    }
    return what + " cannot be read (" + simple(e) + ")";
  }

  private String answered(HttpResponse response) {
    return switch (response.getStatusCode()) {
      case 404 -> " does not exist";
      case 401 -> " cannot be read: the vault does not take the token of " + who();
      case 403 ->
          " may not be read by "
              + who()
              + ": it needs the role Key Vault Secrets User there, the secret must be enabled, and"
              + " the vault's firewall must admit this machine";
      case 301, 302, 303, 307, 308 ->
          " cannot be read: "
              + Redirects.refused(signIn.url(), response.getHeaderValue(HttpHeaderName.LOCATION));
      default -> " cannot be read: the vault answers " + response.getStatusCode();
    };
  }

  private String who() {
    return signIn.identity().name();
  }

  private static String simple(Throwable e) {
    return e.getClass().getSimpleName();
  }
}
