package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgeResponse;
import dev.mayfly.workflows.id.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of agents to their end. Azure DevOps gives all agents of a pool at once; where an
 * answer names a continuation, as its other lists do, that is followed. Rule azdo-agents-at-once.
 */
record AgentPages(ForgeHttp http, InstantSource clock) {

  private static final String CONTINUATION = "x-ms-continuationtoken";
  private static final int MOST_PAGES = 1000;

  RunnerListing all(Scope scope, HttpUrl first) {
    Instant begun = clock.instant();
    Map<Long, RunnerSnapshot> byId = new LinkedHashMap<>();
    HttpUrl url = first;
    int cost = 0;
    for (int page = 1; page <= MOST_PAGES; page++) {
      ForgeResponse answer = http.given(http.send(scope, "GET", url, null), scope);
      cost += answer.cost();
      JsonNode agents = answer.json().path("value");
      if (!agents.isArray()) {
        // Not an empty list: what follows from one is that an agent is gone.
        throw new ForgeException(
            Kind.UNAVAILABLE, "GET " + answer.path() + " lists no agents", null);
      }
      agents.forEach(agent -> byId.put(agent.path("id").asLong(), agent(agent)));
      @Nullable String next = answer.headers().get(CONTINUATION);
      if (next == null || next.isBlank()) {
        return new RunnerListing(List.copyOf(byId.values()), page, cost, begun);
      }
      url = first.newBuilder().setQueryParameter("continuationToken", next).build();
    }
    throw new ForgeException(
        Kind.UNAVAILABLE, "more than " + MOST_PAGES + " pages of agents in " + scope, null);
  }

  static RunnerSnapshot agent(JsonNode agent) {
    return new RunnerSnapshot(
        agent.path("id").asLong(),
        agent.path("name").asText(),
        agent.path("status").asText().equalsIgnoreCase("online"),
        agent.path("assignedRequest").isObject(),
        List.of());
  }
}
