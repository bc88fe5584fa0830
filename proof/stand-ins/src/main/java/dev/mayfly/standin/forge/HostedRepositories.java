package dev.mayfly.standin.forge;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.mayfly.standin.forge.WorkflowRun.Repository;
import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The repositories that exist, and with them their owners. One costs a few hundred bytes, so that
 * there can be thousands. Thread-safe.
 */
public final class HostedRepositories {

  private static final Duration LONG_AGO = Duration.ofDays(1);

  private final Map<String, Known> known = new LinkedHashMap<>();
  private final Set<String> owners = new HashSet<>();
  private final InstantSource clock;

  /** A repository, and when somebody last pushed to it. */
  record Known(Repository repository, Instant pushed, boolean archived, boolean isPublic) {}

  HostedRepositories(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Creates those that do not exist yet: {@code acme/repo-1} to {@code acme/repo-2000}. Nobody has
   * pushed to them for a day.
   *
   * @throws IllegalArgumentException when this is no repository's name.
   */
  public void create(String organization, String prefix, int count) {
    for (int i = 1; i <= count; i++) {
      String name = organization + "/" + prefix + i;
      know(new Repository(Scope.ofRepository(name).webPath(), organization), LONG_AGO);
    }
  }

  /** Pushes a commit: the repository is now the one that was pushed to last. */
  public synchronized void push(String fullName) {
    Known one = find(fullName);
    put(new Known(one.repository(), clock.instant(), one.archived(), one.isPublic()));
  }

  /** Archives it: nothing runs there any more, though it is still listed. */
  public synchronized void archive(String fullName) {
    Known one = find(fullName);
    put(new Known(one.repository(), one.pushed(), true, one.isPublic()));
  }

  /** Lets everybody see it; until then a repository is private. */
  public synchronized void publish(String fullName) {
    Known one = find(fullName);
    put(new Known(one.repository(), one.pushed(), one.archived(), true));
  }

  synchronized boolean isPublic(String fullName) {
    return Optional.ofNullable(known.get(key(fullName))).filter(Known::isPublic).isPresent();
  }

  void know(Repository repository) {
    know(repository, Duration.ZERO);
  }

  private synchronized void know(Repository repository, Duration pushedBefore) {
    if (!known.containsKey(key(repository.fullName()))) {
      put(new Known(repository, clock.instant().minus(pushedBefore), false, false));
      owners.add(key(requireNonNullElse(repository.organization(), repository.owner())));
    }
  }

  private void put(Known one) {
    known.put(key(one.repository().fullName()), one);
  }

  /**
   * @throws ForgeRefusal when there is none.
   */
  synchronized Known find(String fullName) {
    return Optional.ofNullable(known.get(key(fullName)))
        .orElseThrow(() -> new ForgeRefusal(404, "Not Found"));
  }

  /** Those of an organization, the oldest first. */
  synchronized List<Known> of(String organization) {
    return known.values().stream()
        .filter(one -> one.repository().organization() != null)
        .filter(
            one -> organization.equalsIgnoreCase(requireNonNull(one.repository().organization())))
        .toList();
  }

  /** Returns whether the scope that a path below the API begins with exists. */
  synchronized boolean exists(String path) {
    String[] parts = key(path).split("/", -1);
    return switch (parts[0]) {
      case "orgs", "enterprises" -> parts.length > 1 && owners.contains(parts[1]);
      case "repos" ->
          parts.length > 2 && known.containsKey(String.join("/", Arrays.copyOfRange(parts, 1, 3)));
      default -> false;
    };
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
