package dev.mayfly.service.vault;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.mayfly.service.entra.EntraTokens;
import java.io.UncheckedIOException;
import reactor.core.publisher.Mono;

/**
 * A credential whose failures come through Key Vault's client: that one takes azure-identity's own
 * for answers of the vault, and looks for a status where none is (4.10.4).
 */
record ToldCredential(TokenCredential library) implements TokenCredential {

  @Override
  public AccessToken getTokenSync(TokenRequestContext request) {
    try {
      return library.getTokenSync(request);
    } catch (RuntimeException e) {
      throw new UncheckedIOException(EntraTokens.translate(e));
    }
  }

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext request) {
    return Mono.fromCallable(() -> getTokenSync(request));
  }
}
