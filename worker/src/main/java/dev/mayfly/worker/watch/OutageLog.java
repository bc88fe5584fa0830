package dev.mayfly.worker.watch;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outages of what is polled: logged once when one begins and once when it ends, however many
 * requests fail meanwhile. Used by the watcher's one polling thread.
 */
final class OutageLog {

  private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);

  private final Set<Object> open = new HashSet<>();

  /**
   * Records that a request failed.
   *
   * @param whom the forge's scope or Batch job that does not answer.
   * @param what the request, in words.
   */
  void failed(Object whom, String what, RuntimeException cause) {
    if (open.add(whom)) {
      LOG.atWarn()
          .addKeyValue("what", what)
          .addKeyValue("cause", cause.getMessage())
          .log("polling failed; its waits go on undecided until it succeeds again");
    }
  }

  void answered(Object whom, String what) {
    if (open.remove(whom)) {
      LOG.atInfo().addKeyValue("what", what).log("polling succeeds again");
    }
  }
}
