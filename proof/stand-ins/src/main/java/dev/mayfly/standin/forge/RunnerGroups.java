package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The two runner groups of an organization: the default one, and one for tests to choose. By
 * default their runners serve every private repository, and no public one (github/docs,
 * data/reusables/actions/runner-group-assign-policy-repo.md). Rule gh-group-private-only. Rule
 * gh-group-visible. Rule gh-group-unknown. Thread-safe.
 */
public final class RunnerGroups {

  static final long DEFAULT = 1;
  static final List<Long> IDS = List.of(DEFAULT, 2L);

  private final HostedRepositories repositories;
  private final Set<Long> servePublic = new HashSet<>();
  private final Map<Long, Set<String>> selected = new HashMap<>();

  RunnerGroups(HostedRepositories repositories) {
    this.repositories = repositories;
  }

  static String name(long id) {
    return id == DEFAULT ? "Default" : "mayfly";
  }

  /** Ticks "Allow public repositories". */
  public synchronized void allowPublic(String group) {
    servePublic.add(id(group));
  }

  /** Lets a group serve these repositories alone. */
  public synchronized void select(String group, String... repositories) {
    Set<String> names = new HashSet<>();
    List.of(repositories).forEach(one -> names.add(key(one)));
    selected.put(id(group), names);
  }

  /**
   * @throws ForgeRefusal where there is none of this name, as the runner says it.
   */
  static long id(String name) {
    return IDS.stream()
        .filter(id -> name(id).equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ForgeRefusal(
                    404, "Could not find any self-hosted runner group named \"" + name + "\"."));
  }

  /** Returns whether a group's runners may take a repository's jobs. */
  synchronized boolean serve(long group, String repository) {
    return Optional.ofNullable(selected.get(group))
            .map(it -> it.contains(key(repository)))
            .orElse(true)
        && (servePublic.contains(group) || !repositories.isPublic(repository));
  }

  synchronized ObjectNode json(long id) {
    return GitHubJson.object()
        .put("id", id)
        .put("name", name(id))
        .put("visibility", selected.containsKey(id) ? "selected" : "all")
        .put("default", id == DEFAULT)
        .put("inherited", false)
        .put("allows_public_repositories", servePublic.contains(id));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
