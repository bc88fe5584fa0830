package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.workflows.id.Scope;

/**
 * A webhook of a repository, an organization or an App.
 *
 * @param path below the forge's API, {@code orgs/acme/hooks/1}; of an App {@code apps/ID/hook}.
 * @param url where it delivers to.
 */
public record ListedHook(Scope scope, String path, String url) {

  static ListedHook read(Scope scope, JsonNode hook) {
    return new ListedHook(
        scope,
        scope.path() + "/hooks/" + hook.path("id").asLong(),
        hook.path("config").path("url").asText());
  }
}
