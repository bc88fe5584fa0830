package dev.mayfly.service.batch;

import dev.mayfly.service.entra.EntraCredentials;
import java.net.URI;

/** Entra ID in place of the account's key. */
public record EntraSignIn(EntraCredentials credentials) implements BatchSignIn {

  @Override
  public URI url() {
    return credentials.url();
  }
}
