package dev.mayfly.workflows.fleet;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.workflows.id.Scope;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configured GitHub, GitHub Enterprise Server, Gitea or Azure DevOps. Every request goes to these
 * addresses and to no other: none is ever taken from a payload.
 *
 * @param type {@code github} (default), {@code ghes}, {@code gitea} or {@code azure-devops}: which
 *     dialect it speaks.
 * @param apiUrl the REST API: {@code https://HOST/api/v3} of GHES, {@code https://HOST/api/v1} of
 *     Gitea, {@code https://dev.azure.com/ORGANIZATION} of Azure DevOps, all required; default
 *     {@code https://api.github.com}.
 * @param webUrl the address that runners register with; default {@code https://github.com}, of GHES
 *     and Gitea the {@code apiUrl} without its last two parts, of Azure DevOps the {@code apiUrl}.
 * @param scopes whose jobs may spend money; the first that covers a job is where its runner
 *     registers.
 * @param capabilities what differs from the defaults of the type, by {@link Capability#key}.
 * @param labelSuffix of Gitea: what its runner wants behind each label; default {@code :host}.
 * @param environment given to every container of a runner, beside what it registers with; no
 *     secrets.
 */
public record Forge(
    Type type,
    URI apiUrl,
    URI webUrl,
    @NotEmpty List<@NotNull Scope> scopes,
    Map<String, Boolean> capabilities,
    String labelSuffix,
    Map<String, String> environment) {

  /** Which dialect a forge speaks. */
  public enum Type {
    GITHUB(""),
    GHES("/api/v3"),
    GITEA("/api/v1"),
    AZURE_DEVOPS("");

    private final String apiPath;

    Type(String apiPath) {
      this.apiPath = apiPath;
    }

    /** Its name in the configuration. */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The end that the path of {@code apiUrl} must have; empty where any will do. */
    public String apiPath() {
      return apiPath;
    }
  }

  /** Takes what was read; an address that is absent and has no default is reported as a fault. */
  @JsonCreator
  @SuppressWarnings("NullAway") // absent YAML keys arrive as null and are reported as faults
  public Forge(
      @Nullable Type type,
      @Nullable URI apiUrl,
      @Nullable URI webUrl,
      @Nullable List<Scope> scopes,
      @Nullable Map<String, Boolean> capabilities,
      @Nullable String labelSuffix,
      @Nullable Map<String, String> environment) {
    this.type = requireNonNullElse(type, Type.GITHUB);
    boolean isGitHub = this.type == Type.GITHUB;
    this.apiUrl =
        apiUrl == null && isGitHub ? URI.create("https://api.github.com") : withoutSlash(apiUrl);
    this.webUrl =
        webUrl == null && isGitHub
            ? URI.create("https://github.com")
            : webUrl == null ? besideApi(this.apiUrl, this.type) : webUrl;
    this.scopes = scopes == null ? List.of() : List.copyOf(scopes);
    this.capabilities = capabilities == null ? Map.of() : new LinkedHashMap<>(capabilities);
    this.labelSuffix = requireNonNullElse(labelSuffix, ":host");
    this.environment = environment == null ? Map.of() : new LinkedHashMap<>(environment);
  }

  /** A GitHub, with every default. */
  public Forge(@Nullable URI apiUrl, @Nullable URI webUrl, @Nullable List<Scope> scopes) {
    this(Type.GITHUB, apiUrl, webUrl, scopes, null, null, null);
  }

  private static @Nullable URI withoutSlash(@Nullable URI url) {
    return url == null ? null : URI.create(url.toString().replaceFirst("/+$", ""));
  }

  // Never github.com: a token of this forge would be sent there.
  private static @Nullable URI besideApi(@Nullable URI apiUrl, Type type) {
    return apiUrl == null || !apiUrl.toString().endsWith(type.apiPath())
        ? null
        : URI.create(
            apiUrl.toString().substring(0, apiUrl.toString().length() - type.apiPath().length()));
  }

  /** Returns whether it can do this: as configured, otherwise as its type does. */
  public boolean can(Capability capability) {
    return capabilities.getOrDefault(capability.key(), capability.byDefault(type));
  }
}
