package dev.mayfly.service.batch;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Base64;

/**
 * Where the Batch account is and its shared key.
 *
 * @param url {@code https://ACCOUNT.REGION.batch.azure.com}.
 * @param key Base64, as the portal shows it; never printed.
 */
public record BatchCredentials(URI url, String account, String key) implements BatchSignIn {

  public BatchCredentials {
    requireNonNull(url, "url");
    requireNonNull(account, "account");
    try {
      Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      // Without the cause: its message quotes characters of the key.
      throw new IllegalArgumentException("the key of Batch account " + account + " is not Base64");
    }
  }

  @Override
  public String toString() {
    return "BatchCredentials[url=" + url + ", account=" + account + ", key=***]";
  }
}
