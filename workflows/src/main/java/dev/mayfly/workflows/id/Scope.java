package dev.mayfly.workflows.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a runner is registered and who may spend money: one enterprise, organization or repository
 * of a forge, or one agent pool of an Azure DevOps. Exactly one of the four is set; written in YAML
 * as {@code organization: acme} or {@code repository: acme/app}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Scope(
    @Nullable String enterprise,
    @Nullable String organization,
    @Nullable String repository,
    @Nullable String agentPool) {

  // What GitHub allows in a login, and in a repository's name; neither can leave a URL's path
  // segment.
  private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
  private static final Pattern REPOSITORY =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9_.-]+");
  // Of what Azure DevOps allows, what no command line and no log could misread.
  private static final Pattern AGENT_POOL =
      Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{N}_. -]{0,62}[\\p{L}\\p{N}])?");

  @JsonCreator
  public Scope {
    List<String> given =
        Stream.of(enterprise, organization, repository, agentPool)
            .filter(Objects::nonNull)
            .toList();
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "a scope names exactly one of enterprise, organization, repository, agentPool");
    }
    String name = given.get(0);
    if (agentPool != null) {
      if (!AGENT_POOL.matcher(agentPool).matches()) {
        throw new IllegalArgumentException(
            "not a valid name for a scope: expected the name of an agent pool such as mayfly");
      }
    } else if (!(repository == null ? LOGIN : REPOSITORY).matcher(name).matches()
        || name.endsWith("/.")
        || name.endsWith("/..")) {
      throw new IllegalArgumentException(
          "not a valid name for a scope: expected "
              + (repository == null ? "a login such as acme" : "owner/name such as acme/app"));
    }
  }

  public Scope(
      @Nullable String enterprise, @Nullable String organization, @Nullable String repository) {
    this(enterprise, organization, repository, null);
  }

  public static Scope ofOrganization(String login) {
    return new Scope(null, login, null, null);
  }

  public static Scope ofRepository(String fullName) {
    return new Scope(null, null, fullName, null);
  }

  public static Scope ofEnterprise(String slug) {
    return new Scope(slug, null, null, null);
  }

  public static Scope ofAgentPool(String name) {
    return new Scope(null, null, null, name);
  }

  /**
   * The first part of the REST paths that administer this scope's runners: {@code orgs/acme}. Of an
   * agent pool the part that all have in common: what follows is its number there.
   */
  @JsonIgnore
  public String path() {
    return agentPool != null ? "_apis/distributedtask/pools" : path("orgs/", "repos/");
  }

  /** The page that a runner registers with, below the forge's web address: {@code acme/app}. */
  @JsonIgnore
  public String webPath() {
    return agentPool != null ? "" : path("", "");
  }

  private String path(String toOrganizations, String toRepositories) {
    if (enterprise != null) {
      return "enterprises/" + enterprise;
    }
    return organization != null
        ? toOrganizations + organization
        : toRepositories + Objects.requireNonNull(repository);
  }

  /**
   * Returns whether a job of this repository, organization and enterprise belongs to this scope,
   * whatever the letters' case.
   */
  public boolean covers(
      String fullName, @Nullable String organizationLogin, @Nullable String enterpriseSlug) {
    if (agentPool != null) {
      return false;
    }
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
    return (agentPool == null ? path() : "agent pool " + agentPool).toLowerCase(Locale.ROOT);
  }
}
