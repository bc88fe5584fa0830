package dev.mayfly.worker.sweep;

import dev.mayfly.worker.forge.ListedJob;
import dev.mayfly.workflows.id.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The scopes to search for a forge's queued jobs. GitHub lists an organization's repositories, but
 * not an enterprise's organizations: of an enterprise only those are known that the configuration
 * names, and the repositories that this worker has provided for.
 */
final class SweptScopes {

  private final List<Scope> scopes;
  private final List<String> ofEnterprise;
  private final SeenRepositories seen;

  /**
   * @param ofEnterprise the organizations of the one enterprise among the scopes.
   */
  SweptScopes(List<Scope> scopes, List<String> ofEnterprise, SeenRepositories seen) {
    this.scopes = List.copyOf(scopes);
    this.ofEnterprise = List.copyOf(ofEnterprise);
    this.seen = seen;
  }

  Set<String> organizations() {
    Set<String> organizations = new LinkedHashSet<>();
    scopes.stream().map(Scope::organization).filter(Objects::nonNull).forEach(organizations::add);
    if (enterprise().isPresent()) {
      organizations.addAll(ofEnterprise);
    }
    return organizations;
  }

  Set<String> repositories() {
    Set<String> repositories = new LinkedHashSet<>();
    scopes.stream().map(Scope::repository).filter(Objects::nonNull).forEach(repositories::add);
    if (enterprise().isPresent()) {
      repositories.addAll(seen.all());
    }
    return repositories;
  }

  /** A job together with what its webhook would have said of its owner. */
  FoundJob found(ListedJob job) {
    String owner = job.repository().substring(0, Math.max(0, job.repository().indexOf('/')));
    boolean inEnterprise =
        ofEnterprise.stream().anyMatch(owner::equalsIgnoreCase)
            || seen.all().contains(job.repository().toLowerCase(Locale.ROOT));
    @Nullable String enterprise = inEnterprise ? enterprise().orElse(null) : null;
    return new FoundJob(job, owner, enterprise);
  }

  private Optional<String> enterprise() {
    return scopes.stream().map(Scope::enterprise).filter(Objects::nonNull).findFirst();
  }
}
