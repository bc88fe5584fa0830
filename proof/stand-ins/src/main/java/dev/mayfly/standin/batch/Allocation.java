package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** The number of nodes that a pool is to have, and the way there. */
final class Allocation {

  /** As in the swagger: of a resize that names none. */
  static final Duration TIMEOUT = Duration.ofMinutes(15);

  /**
   * A number of nodes.
   *
   * @param lowPriority spot nodes, which the wire still calls so.
   */
  record Size(int dedicated, int lowPriority) {

    int of(boolean ofDedicated) {
      return ofDedicated ? dedicated : lowPriority;
    }
  }

  private final InstantSource clock;
  private String state = "steady";
  private Instant since;
  private Size target;
  private Duration timeout = TIMEOUT;
  private boolean allocated = true;
  private long resizes;
  private final Map<String, String> errors = new LinkedHashMap<>();

  Allocation(InstantSource clock, Size first) {
    this.clock = clock;
    this.since = clock.instant();
    this.target = first;
  }

  Size target() {
    return target;
  }

  boolean isSteady() {
    return state.equals("steady");
  }

  /** Returns whether this is still the resize of that number, and was not stopped. */
  boolean isResizing(long number) {
    return state.equals("resizing") && resizes == number;
  }

  boolean isStopping(long number) {
    return state.equals("stopping") && resizes == number;
  }

  /**
   * @return the number of this resize.
   */
  long resizing(Size to, Duration within) {
    errors.clear();
    allocated = false;
    target = to;
    timeout = within;
    move("resizing");
    return ++resizes;
  }

  /**
   * @return the number of the resize that is stopped.
   */
  long stopping() {
    move("stopping");
    return resizes;
  }

  /** All virtual machines that can be had have been obtained; some may still have to leave. */
  void allocated() {
    allocated = true;
  }

  boolean isAllocated() {
    return allocated;
  }

  void error(String code, String message) {
    errors.put(code, message);
  }

  void steady() {
    move("steady");
  }

  private void move(String next) {
    state = next;
    since = clock.instant();
  }

  void write(ObjectNode body, Size current) {
    body.put("allocationState", state);
    body.put("allocationStateTransitionTime", Json.time(since));
    body.put("resizeTimeout", timeout.toString());
    body.put("currentDedicatedNodes", current.dedicated());
    body.put("targetDedicatedNodes", target.dedicated());
    body.put("currentLowPriorityNodes", current.lowPriority());
    body.put("targetLowPriorityNodes", target.lowPriority());
    if (isSteady() && !errors.isEmpty()) {
      ArrayNode list = body.putArray("resizeErrors");
      errors.forEach((code, message) -> list.addObject().put("code", code).put("message", message));
    }
  }
}
