package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgePages;
import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A forge's runner groups: their ids, asked once and remembered, and whom they serve, remembered
 * for minutes. Thread-safe.
 *
 * @see <a href="https://docs.github.com/en/rest/actions/self-hosted-runner-groups">GitHub's
 *     description</a>
 */
final class RunnerGroups {

  private static final Logger LOG = LoggerFactory.getLogger(RunnerGroups.class);
  private static final long DEFAULT = 1; // GitHub's id of the default group of every repository
  private static final String TO_DO =
      ": tick \"Allow public repositories\", or select it, under Settings > Actions > Runner"
          + " groups";
  // An administrator who has just allowed a repository waits for no longer than this. Rule
  // gh-group-visible.
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final Map<Key, Long> ids = new ConcurrentHashMap<>();
  private final Map<Asker, Answer> answers = new ConcurrentHashMap<>();
  // Each is said once, until it changes.
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final InstantSource clock;

  RunnerGroups(InstantSource clock) {
    this.clock = clock;
  }

  private record Key(Scope scope, String name) {
    static Key of(Scope scope, @Nullable String name) {
      return new Key(scope, name == null ? "" : name);
    }
  }

  /** The repository or organization whose jobs are to be served by groups of a scope. */
  private record Asker(Scope scope, String filter, String name) {
    static Asker of(JobRef job) {
      int slash = job.repository().indexOf('/');
      return job.scope().enterprise() == null
          ? new Asker(job.scope(), "visible_to_repository", job.repository().substring(slash + 1))
          : new Asker(job.scope(), "visible_to_organization", job.repository().substring(0, slash));
    }
  }

  /**
   * The groups that may serve one.
   *
   * @param groups absent where the credential may not list them.
   */
  private record Answer(Optional<List<JsonNode>> groups, Instant at) {}

  /**
   * @param name absent for the default group.
   */
  long id(ForgeHttp http, Scope scope, @Nullable String name) {
    if (hasNone(http, scope)) {
      return DEFAULT;
    }
    Key key = Key.of(scope, name);
    Long known = ids.get(key);
    if (known != null) {
      return known;
    }
    long found = find(http, scope, name);
    ids.put(key, found);
    return found;
  }

  void forget(long id) {
    ids.values().remove(id);
  }

  private static boolean hasNone(ForgeHttp http, Scope scope) {
    return scope.repository() != null || !http.forge().can(Capability.RUNNER_GROUPS);
  }

  /**
   * Returns why the forge would give a job to no runner of this group; empty where it would, and
   * where it will not say.
   *
   * @param name absent for the default group.
   */
  Optional<String> whyNotServed(ForgeHttp http, JobRef job, @Nullable String name) {
    return hasNone(http, job.scope())
        ? Optional.empty()
        : serving(http, Asker.of(job)).flatMap(groups -> refusal(http, job, name, groups));
  }

  /**
   * Returns the group and whether it serves the job's repository, by the answer that {@link
   * #whyNotServed} had; empty where there are no groups.
   *
   * @param name absent for the default group.
   */
  Optional<String> inWords(ForgeHttp http, JobRef job, @Nullable String name) {
    if (hasNone(http, job.scope())) {
      return Optional.empty();
    }
    boolean isKnown = serving(http, Asker.of(job)).isPresent();
    return Optional.of(
        called(name)
            + " of "
            + job.scope()
            + (isKnown
                ? ", which served repository " + job.repository() + " when its token was made"
                : "; whom it serves, the credential may not read"));
  }

  private static String called(@Nullable String name) {
    return name == null ? "the default runner group" : "runner group " + name;
  }

  private Optional<String> refusal(
      ForgeHttp http, JobRef job, @Nullable String name, List<JsonNode> groups) {
    String what =
        called(name) + " of " + job.scope() + " does not serve repository " + job.repository();
    Key key = Key.of(job.scope(), name);
    Optional<JsonNode> serves = groups.stream().filter(it -> isCalled(it, name)).findFirst();
    if (serves.isPresent()) {
      ids.put(key, serves.get().path("id").asLong());
      said.remove(what);
      return Optional.empty();
    }
    ids.remove(key);
    long unused = id(http, job.scope(), name); // one that does not exist is the pool's fault
    String why = what + TO_DO;
    if (said.add(what)) {
      LOG.atWarn()
          .addKeyValue("cause", why)
          .log("a job waits for a runner group that may not serve it; the group is asked again");
    }
    return Optional.of(why);
  }

  /** Of several runners at once, one asks for all. */
  private Optional<List<JsonNode>> serving(ForgeHttp http, Asker asker) {
    Instant now = clock.instant();
    answers.values().removeIf(answer -> answer.at().plus(FRESH).isBefore(now));
    return answers.computeIfAbsent(asker, it -> new Answer(list(http, it), now)).groups();
  }

  private Optional<List<JsonNode>> list(ForgeHttp http, Asker asker) {
    HttpUrl url = url(http, asker.scope()).addQueryParameter(asker.filter(), asker.name()).build();
    try {
      return Optional.of(new ForgePages(http).all(asker.scope(), url, "runner_groups").items());
    } catch (ForgeException e) {
      if (e.status() != 404 && (e.status() != 403 || e.kind() == Kind.UNAVAILABLE)) {
        throw e;
      }
      if (said.add(asker.scope().toString())) {
        LOG.atWarn()
            .addKeyValue("cause", e.getMessage())
            .log("the runner groups cannot be listed, so runners are made without asking them");
      }
      return Optional.empty();
    }
  }

  private static long find(ForgeHttp http, Scope scope, @Nullable String name) {
    return new ForgePages(http)
        .all(scope, url(http, scope).build(), "runner_groups").items().stream()
            .filter(group -> isCalled(group, name))
            .map(group -> group.path("id").asLong())
            .findFirst()
            .orElseThrow(
                () ->
                    new ForgeException(
                        Kind.POOL_FAULT,
                        "runner group " + (name == null ? "by default" : name) + " not in " + scope,
                        null));
  }

  private static HttpUrl.Builder url(ForgeHttp http, Scope scope) {
    return http.url(scope, "actions", "runner-groups");
  }

  private static boolean isCalled(JsonNode group, @Nullable String name) {
    return name == null
        ? group.path("default").asBoolean()
        : group.path("name").asText().equalsIgnoreCase(name);
  }
}
