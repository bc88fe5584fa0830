package dev.mayfly.worker.watch;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What cannot be looked at: told once when it begins and once when it ends, however many look in
 * vain meanwhile. Used by the watcher's one looking thread.
 */
final class OutageLog {

  private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);

  private final Set<Object> open = new HashSet<>();

  /**
   * @param whom what the outage is of.
   * @param what what was asked.
   */
  void failed(Object whom, String what, RuntimeException cause) {
    if (open.add(whom)) {
      LOG.atWarn()
          .addKeyValue("what", what)
          .addKeyValue("cause", cause.getMessage())
          .log("could not look; nothing is concluded until it can be");
    }
  }

  void answered(Object whom, String what) {
    if (open.remove(whom)) {
      LOG.atInfo().addKeyValue("what", what).log("looks again");
    }
  }

  /** How many there are now. */
  int size() {
    return open.size();
  }
}
