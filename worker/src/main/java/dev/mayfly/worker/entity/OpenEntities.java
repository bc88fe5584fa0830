package dev.mayfly.worker.entity;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The entities that run, by the newest list of them: one call for all keepers, where a question to
 * each would be a call for each. A list lags by seconds at most, and what it misses is started once
 * more, which does nothing to one that runs. Thread-safe.
 */
public final class OpenEntities {

  private final AtomicReference<Set<String>> listed = new AtomicReference<>(Set.of());

  /**
   * Notes what was listed.
   *
   * @param ids of their workflows; empty while there is no list.
   */
  public void listed(Set<String> ids) {
    listed.set(Set.copyOf(ids));
  }

  boolean has(Object id) {
    return requireNonNull(listed.get()).contains(id.toString());
  }
}
