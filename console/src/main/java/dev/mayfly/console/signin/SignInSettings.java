package dev.mayfly.console.signin;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.service.secret.NamedSecrets;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code signIn}: who may come in, and where the door is.
 *
 * @param addresses where people and programs reach the console; requests for any other host are
 *     refused.
 * @param secrets by the name that logs and histories show.
 * @param oidc absent: nobody comes in without a secret.
 */
public record SignInSettings(
    @NotEmpty(
            message =
                "is required: where the console is reached, such as https://mayfly.example.com")
        List<@NotNull URI> addresses,
    Map<String, @Valid @NotNull BearerSettings> secrets,
    @Valid @Nullable OidcSettings oidc) {

  @JsonCreator
  public SignInSettings(
      @Nullable List<URI> addresses,
      @Nullable Map<String, BearerSettings> secrets,
      @Nullable OidcSettings oidc) {
    this.addresses = addresses == null ? List.of() : List.copyOf(addresses);
    this.secrets = secrets == null ? Map.of() : new LinkedHashMap<>(secrets);
    this.oidc = oidc;
  }

  /** Reports what is wrong between the keys; sends no request. */
  public void check(String path, BiConsumer<String, String> error) {
    for (int i = 0; i < addresses.size(); i++) {
      URI address = addresses.get(i);
      if (!Addresses.isSafe(address) || !(address.getRawPath() + "/").matches("/{1,2}")) {
        error.accept(
            path + ".addresses[" + i + "]",
            "expected https:// and a host, without a path; http:// only for localhost and 127.0.0.1");
      }
    }
    if (secrets.isEmpty() && oidc == null) {
      error.accept(path, "expected secrets, oidc or both: nobody could come in");
    }
    secrets.forEach(
        (name, settings) -> {
          if (settings != null && settings.secret() != null) {
            NamedSecrets.check(path + ".secrets." + name, name, settings.secret(), error);
          }
        });
    if (oidc != null) {
      oidc.check(path + ".oidc", error);
    }
  }
}
