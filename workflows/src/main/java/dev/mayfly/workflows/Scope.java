package dev.mayfly.workflows;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a runner is registered and who may spend money: one enterprise, organization or repository
 * of a forge. Exactly one of the three is set; written in YAML as {@code organization: acme} or
 * {@code repository: acme/app}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Scope(
    @Nullable String enterprise, @Nullable String organization, @Nullable String repository) {

  // What GitHub allows in a login, and in a repository's name; neither can leave a URL's path
  // segment.
  private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
  private static final Pattern REPOSITORY =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9_.-]+");

  public Scope {
    if (Stream.of(enterprise, organization, repository).filter(Objects::nonNull).count() != 1) {
      throw new IllegalArgumentException(
          "a scope names exactly one of enterprise, organization, repository");
    }
    String given =
        Stream.of(enterprise, organization, repository)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    if (!(repository == null ? LOGIN : REPOSITORY).matcher(given).matches()
        || given.endsWith("/.")
        || given.endsWith("/..")) {
      throw new IllegalArgumentException(
          "not a valid name for a scope: expected "
              + (repository == null ? "a login such as acme" : "owner/name such as acme/app"));
    }
  }

  public static Scope ofOrganization(String login) {
    return new Scope(null, login, null);
  }

  public static Scope ofRepository(String fullName) {
    return new Scope(null, null, fullName);
  }

  public static Scope ofEnterprise(String slug) {
    return new Scope(slug, null, null);
  }

  /** The first part of the REST paths that administer this scope's runners: {@code orgs/acme}. */
  @JsonIgnore
  public String path() {
    if (enterprise != null) {
      return "enterprises/" + enterprise;
    }
    return organization != null ? "orgs/" + organization : "repos/" + repository;
  }

  /** The page that a runner registers with, below the forge's web address: {@code acme/app}. */
  @JsonIgnore
  public String webPath() {
    if (enterprise != null) {
      return "enterprises/" + enterprise;
    }
    return organization != null ? organization : Objects.requireNonNull(repository);
  }

  /**
   * Whether a job of this repository, organization and enterprise belongs to this scope, whatever
   * the letters' case.
   */
  public boolean covers(
      String fullName, @Nullable String organizationLogin, @Nullable String enterpriseSlug) {
    if (repository != null) {
      return repository.equalsIgnoreCase(fullName);
    }
    if (enterprise != null) {
      return enterprise.equalsIgnoreCase(enterpriseSlug);
    }
    String owner = fullName.substring(0, Math.max(0, fullName.indexOf('/')));
    return Objects.requireNonNull(organization)
        .equalsIgnoreCase(organizationLogin == null ? owner : organizationLogin);
  }

  @Override
  public String toString() {
    return path().toLowerCase(Locale.ROOT);
  }
}
