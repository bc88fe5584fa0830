package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.workflows.explanation.PoolFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reasons why jobs wait, in a few words, as their pools tell them: no job is asked. */
final class Reasons {

  private final Map<String, JsonNode> pools = new HashMap<>();
  private final Duration age;

  /**
   * @param pools as the console lists them.
   * @param age how old that is at most: of younger jobs they know nothing.
   */
  Reasons(JsonNode pools, Duration age) {
    pools.forEach(pool -> this.pools.put(pool.path("name").asText(), pool.path("status")));
    this.age = age;
  }

  /** Returns a job's; empty: it does not wait, or there is none to tell. */
  String of(JsonNode job, Instant now) {
    if (!JobRows.waits(job) || JobRows.age(job, now).compareTo(age) < 0) {
      return "";
    }
    String name = job.path("pool").asText("");
    JsonNode pool = pools.get(name);
    if (pool == null) {
      return job.path("phase").isTextual() ? PoolFacts.ON_ITS_WAY : "no worker has begun with it";
    }
    return pool.isObject() ? facts(name, pool, job.path("life").asText()).headline() : "";
  }

  private static PoolFacts facts(String name, JsonNode pool, String life) {
    JsonNode waiting = pool.path("waiting");
    int place = 0;
    for (int i = 0; i < waiting.size() && place == 0; i++) {
      place = isOf(life, waiting.path(i).asText()) ? i + 1 : 0;
    }
    JsonNode cap = pool.path("maxRunners");
    return new PoolFacts(
        name,
        pause(pool.path("pause")),
        cap.isNumber() ? cap.asInt() : null,
        pool.path("running").asInt(),
        place,
        waiting.size(),
        null,
        nodes(pool));
  }

  /** A runner's name is its life's, with its run and its attempt. */
  private static boolean isOf(String life, String runner) {
    return runner.startsWith(life + "-")
        && runner.substring(life.length()).matches("-[0-9a-f]{6}-[0-9]+");
  }

  private static PoolFacts.@Nullable Pause pause(JsonNode pause) {
    return pause.isObject()
        ? new PoolFacts.Pause(
            pause.path("by").asText(),
            pause.path("cause").asText(),
            Explained.instant(pause, "at"),
            pause.path("probe").isObject())
        : null;
  }

  private static PoolFacts.Nodes nodes(JsonNode pool) {
    JsonNode trouble = pool.path("nodes").path("trouble");
    JsonNode counted = pool.path("counted");
    return new PoolFacts.Nodes(
        counted.path("current").asInt(),
        counted.path("target").asInt(),
        counted.path("moves").asBoolean(),
        trouble.isTextual() ? List.of(trouble.asText()) : List.of());
  }
}
