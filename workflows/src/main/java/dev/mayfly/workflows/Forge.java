package dev.mayfly.workflows;

import static java.util.Objects.requireNonNullElse;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configured GitHub or GitHub Enterprise Server. Every request goes to these addresses and to no
 * other: none is ever taken from a payload.
 *
 * @param apiUrl the REST API; default {@code https://api.github.com}, on GHES {@code
 *     https://HOST/api/v3}.
 * @param webUrl the address that runners register with; default {@code https://github.com}.
 * @param scopes whose jobs may spend money; the first that covers a job is where its runner
 *     registers.
 */
public record Forge(URI apiUrl, URI webUrl, @NotEmpty List<@NotNull Scope> scopes) {

  @SuppressWarnings("NullAway") // a null scope arrives from YAML and is reported by its constraint
  public Forge(@Nullable URI apiUrl, @Nullable URI webUrl, @Nullable List<Scope> scopes) {
    this.apiUrl = requireNonNullElse(apiUrl, URI.create("https://api.github.com"));
    this.webUrl = requireNonNullElse(webUrl, URI.create("https://github.com"));
    this.scopes = scopes == null ? List.of() : List.copyOf(scopes);
  }
}
