package dev.mayfly.console.signin;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.service.secret.Secret;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A secret of a program or person: what its requests bear, or what is entered on the page.
 *
 * @param roles what its owner may do.
 */
public record BearerSettings(
    @NotNull(message = "is required: {env: NAME} or {file: PATH}") Secret secret,
    @NotEmpty(message = "is required: reader, operator, logs, or several of them") List<@NotNull Role> roles) {

  @JsonCreator
  @SuppressWarnings("NullAway") // an absent secret is reported by its constraint
  public BearerSettings(@Nullable Secret secret, @Nullable List<Role> roles) {
    this.secret = secret;
    this.roles = roles == null ? List.of() : List.copyOf(roles);
  }
}
