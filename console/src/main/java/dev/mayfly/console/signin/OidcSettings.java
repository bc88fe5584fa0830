package dev.mayfly.console.signin;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.service.secret.Secret;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID provider that people sign in at.
 *
 * @param issuer as the provider names itself, {@code
 *     https://login.microsoftonline.com/TENANT-ID/v2.0}.
 * @param clientId the application's.
 * @param clientSecret the application's; another value in its file counts from the next sign-in on.
 * @param groups roles by the id of a group, for people whose token has no {@code roles}.
 */
public record OidcSettings(
    @NotNull(message = "is required: https://login.microsoftonline.com/TENANT-ID/v2.0 for Entra ID") URI issuer,
    @NotEmpty(message = "is required: the application's client id") String clientId,
    @NotNull(message = "is required: {env: NAME} or {file: PATH}") Secret clientSecret,
    Map<String, List<@NotNull Role>> groups) {

  @JsonCreator
  @SuppressWarnings("NullAway") // absent YAML keys arrive as null; the constraints report them
  public OidcSettings(
      @Nullable URI issuer,
      @Nullable String clientId,
      @Nullable Secret clientSecret,
      @Nullable Map<String, List<Role>> groups) {
    this.issuer = issuer;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.groups = groups == null ? Map.of() : new LinkedHashMap<>(groups);
  }

  /** Reports an issuer whose word would prove nothing. Rule azure-oidc-tenant-issuer. */
  void check(String path, BiConsumer<String, String> error) {
    if (issuer == null) {
      return;
    }
    if (!Addresses.isSafe(issuer)) {
      error.accept(path + ".issuer", "must begin with https://");
    } else if (issuer.toString().matches(".*/(common|organizations|consumers)/v2\\.0")) {
      error.accept(
          path + ".issuer",
          "stands for every tenant, and each names itself otherwise in its tokens: write the id of"
              + " your tenant in place of "
              + issuer.getPath().split("/", -1)[1]);
    }
  }
}
