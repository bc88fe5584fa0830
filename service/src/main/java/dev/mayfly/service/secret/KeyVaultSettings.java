package dev.mayfly.service.secret;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.service.entra.EntraCloud;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraIdentity;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The vault that {@code {keyvault: NAME}} means.
 *
 * @param url such as {@code https://acme.vault.azure.net}.
 * @param entra the identity of the service; default the system-assigned managed identity. Its
 *     audience does not count: the vault says what tokens it takes.
 * @param refresh the pause between two checks for other values; default 5 min, from 10 s to 1 day.
 */
public record KeyVaultSettings(
    @NotNull(message = "is required: the vault's address, such as https://acme.vault.azure.net") URI url,
    @Valid EntraSettings entra,
    Duration refresh) {

  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofDays(1);

  @JsonCreator
  @SuppressWarnings("NullAway") // an absent url is reported by its constraint
  public KeyVaultSettings(
      @Nullable URI url, @Nullable EntraSettings entra, @Nullable Duration refresh) {
    this.url = url;
    this.entra =
        requireNonNullElse(
            entra,
            new EntraSettings(new EntraSettings.ManagedIdentity(null), null, null, null, null));
    this.refresh = requireNonNullElse(refresh, Duration.ofMinutes(5));
  }

  /** Reports what is wrong between the keys; sends no request. */
  public void check(String path, BiConsumer<String, String> error) {
    entra.check(path + ".entra", error, System::getenv);
    if (refresh.compareTo(LEAST) < 0 || refresh.compareTo(MOST) > 0) {
      error.accept(path + ".refresh", "must be between 10s and 1d");
    }
    if (url != null) {
      try {
        var unused =
            new EntraCredentials(url, new EntraIdentity.ManagedIdentity(null), EntraCloud.PUBLIC);
      } catch (IllegalArgumentException e) {
        error.accept(path + ".url", String.valueOf(e.getMessage()));
      }
    }
  }

  /** The identity of the service at the vault, once {@link #check} has found nothing. */
  EntraCredentials signIn() {
    return new EntraCredentials(url, entra.identity(Secret::reveal, System::getenv), entra.cloud());
  }
}
