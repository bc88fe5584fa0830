package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgePages;
import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.id.Scope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** The ids of a forge's runner groups, asked once and remembered. Thread-safe. */
final class RunnerGroups {

  private static final long DEFAULT = 1; // GitHub's id of the default group of every repository

  private final Map<Key, Long> ids = new ConcurrentHashMap<>();

  private record Key(Scope scope, String name) {}

  /**
   * @param name absent for the default group.
   */
  long id(ForgeHttp http, Scope scope, @Nullable String name) {
    if (scope.repository() != null || !http.forge().can(Capability.RUNNER_GROUPS)) {
      return DEFAULT;
    }
    Key key = new Key(scope, name == null ? "" : name);
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

  private static long find(ForgeHttp http, Scope scope, @Nullable String name) {
    HttpUrl url = http.url(scope, "actions", "runner-groups").build();
    return new ForgePages(http)
        .all(scope, url, "runner_groups").items().stream()
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

  private static boolean isCalled(JsonNode group, @Nullable String name) {
    return name == null
        ? group.path("default").asBoolean()
        : group.path("name").asText().equalsIgnoreCase(name);
  }
}
