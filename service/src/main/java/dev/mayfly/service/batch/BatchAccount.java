package dev.mayfly.service.batch;

import static dev.mayfly.service.config.StrictConfiguration.usable;
import static java.util.Objects.requireNonNull;

import dev.mayfly.service.entra.EntraCloud;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraIdentity;
import dev.mayfly.service.secret.EntraSettings;
import dev.mayfly.service.secret.Secret;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code batch}: the Batch account, and exactly one way to sign in there, its key or
 * Entra ID.
 *
 * @param url such as {@code https://acme.westeurope.batch.azure.com}.
 * @param account its name, which signing with the key needs.
 */
public record BatchAccount(
    @NotNull(message = "is required: the account's address") URI url,
    @Nullable String account,
    @Nullable Secret key,
    @Valid @Nullable EntraSettings entra) {

  /** The version of Batch's API that is spoken where no client of Azure's is between. */
  public static final String REST_VERSION = "2025-06-01";

  /** Returns the way to sign in, once {@link #check} has found nothing. */
  public BatchSignIn signIn() {
    return entra == null
        ? sharedKey(requireNonNull(account), requireNonNull(key))
        : new EntraSignIn(
            new EntraCredentials(
                url, entra.identity(Secret::reveal, System::getenv), entra.cloud()));
  }

  private BatchCredentials sharedKey(String name, Secret secret) {
    return new BatchCredentials(url, name, secret.reveal());
  }

  /** Reports what is wrong between the keys of this section; sends no request. */
  public void check(String path, BiConsumer<String, String> fault) {
    String keyPath = path + ".key";
    if (account == null ? entra == null : account.isBlank()) {
      fault.accept(
          path + ".account", account == null ? "is required with " + keyPath : "must not be blank");
    }
    if (key == null && entra == null) {
      fault.accept(
          keyPath,
          "is required without " + path + ".entra: {env: NAME}, {file: PATH} or {keyvault: NAME}");
    } else if (key != null && entra != null) {
      fault.accept(
          keyPath, "must be left out with " + path + ".entra: there is one way to sign in");
    }
    if (entra != null) {
      check(path, entra, fault);
    } else if (url != null && account != null && key != null) {
      usable(keyPath, () -> sharedKey(account, key), fault);
    }
  }

  private void check(String path, EntraSettings given, BiConsumer<String, String> fault) {
    given.check(path + ".entra", fault, System::getenv);
    if (url != null) {
      EntraIdentity any = new EntraIdentity.ManagedIdentity(null);
      usable(path + ".url", () -> new EntraCredentials(url, any, EntraCloud.PUBLIC), fault);
    }
  }
}
