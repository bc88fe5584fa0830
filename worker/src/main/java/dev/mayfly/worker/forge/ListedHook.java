package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.workflows.id.Scope;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A webhook of a repository, an organization or an App.
 *
 * @param path below the forge's API, {@code orgs/acme/hooks/1}; of an App {@code apps/ID/hook}.
 * @param url where it delivers to.
 * @param active whether it delivers; an App's does, where it has one.
 * @param contentType {@code json}, or {@code form}.
 * @param events that it delivers; absent of an App's, which its installations have.
 */
public record ListedHook(
    Scope scope,
    String path,
    String url,
    boolean active,
    String contentType,
    @Nullable List<String> events) {

  static ListedHook read(Scope scope, JsonNode hook) {
    return new ListedHook(
        scope,
        scope.path() + "/hooks/" + hook.path("id").asLong(),
        hook.path("config").path("url").asText(),
        hook.path("active").asBoolean(true),
        hook.path("config").path("content_type").asText(),
        StreamSupport.stream(hook.path("events").spliterator(), false)
            .map(JsonNode::asText)
            .toList());
  }
}
