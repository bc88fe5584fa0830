package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The part that pools, jobs, tasks and nodes share: a state with its history of one, and an ETag
 * that changes when somebody asks for a change, never when the service itself moves on.
 */
final class States {

  private final InstantSource clock;
  private final Instant created;
  private Instant modified;
  private String state;
  private Instant since;
  private @Nullable String previous;
  private @Nullable Instant previousSince;

  States(InstantSource clock, String first) {
    this.clock = clock;
    created = clock.instant();
    modified = created;
    since = created;
    state = first;
  }

  String state() {
    return state;
  }

  boolean is(String candidate) {
    return state.equals(candidate);
  }

  Instant since() {
    return since;
  }

  Instant created() {
    return created;
  }

  Instant modified() {
    return modified;
  }

  String etag() {
    return Json.etag(modified);
  }

  /** On somebody's request. */
  void touch() {
    Instant now = clock.instant();
    modified = now.isAfter(modified) ? now : modified.plusNanos(1_000);
  }

  void move(String next) {
    previous = state;
    previousSince = since;
    replace(next);
  }

  /** Moves on from a passing state, which does not stay behind as the previous one. */
  void replace(String next) {
    state = next;
    since = clock.instant();
  }

  void write(ObjectNode body) {
    body.put("eTag", etag());
    body.put("lastModified", Json.time(modified));
    body.put("creationTime", Json.time(created));
    body.put("state", state);
    body.put("stateTransitionTime", Json.time(since));
    if (previous != null && previousSince != null) {
      body.put("previousState", previous);
      body.put("previousStateTransitionTime", Json.time(previousSince));
    }
  }
}
