package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.autoscale.NodeDeallocation;
import dev.mayfly.standin.batch.Allocation.Size;
import java.time.Duration;
import java.util.Locale;

/**
 * The size that a request wants a pool to have.
 *
 * @param timeout how long that may take.
 * @param fate what becomes of the tasks on nodes that go.
 */
record PoolSize(Size target, Duration timeout, NodeDeallocation fate) {

  private static final Duration SHORTEST = Duration.ofMinutes(5);

  /** Of a pool that is being made: what is absent is none. */
  static PoolSize ofNew(ObjectNode body) {
    return of(body, new Size(0, 0));
  }

  /** Of a resize: what is absent stays, but something must be there. */
  static PoolSize ofResize(ObjectNode body, Size before) {
    if (!body.has("targetDedicatedNodes") && !body.has("targetLowPriorityNodes")) {
      throw BatchError.missing("targetDedicatedNodes");
    }
    return of(body, before);
  }

  private static PoolSize of(ObjectNode body, Size before) {
    Size target =
        new Size(
            nodes(body, "targetDedicatedNodes", before.dedicated()),
            nodes(body, "targetLowPriorityNodes", before.lowPriority()));
    return new PoolSize(target, timeout(body), fate(body));
  }

  private static int nodes(ObjectNode body, String property, int before) {
    if (!body.hasNonNull(property)) {
      return before;
    }
    if (!body.get(property).canConvertToInt() || body.get(property).intValue() < 0) {
      throw BatchError.invalid(property, "a number of nodes is expected");
    }
    return body.get(property).intValue();
  }

  static Duration timeout(ObjectNode body) {
    Duration timeout = Json.duration(body, "resizeTimeout").orElse(Allocation.TIMEOUT);
    if (timeout.compareTo(SHORTEST) < 0) {
      throw BatchError.invalid("resizeTimeout", "at least 5 minutes are expected");
    }
    return timeout;
  }

  static NodeDeallocation fate(ObjectNode body) {
    String word = body.path("nodeDeallocationOption").asText("requeue");
    return NodeDeallocation.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
