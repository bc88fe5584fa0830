package dev.mayfly.worker.sweep;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open lives whose first workflow task was never completed, so that they look after nothing. One
 * look may meet a life that has just been started; the second, a round later, does not. Counted by
 * looks, since the age of a life is by another clock than this worker's.
 */
final class UnbegunLives {

  private static final Logger LOG = LoggerFactory.getLogger(UnbegunLives.class);
  private static final int SUSPICIOUS = 2;
  private static final int MOST = 10_000;
  // A job that is no longer queued is not looked for again.
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private final Cache<LifeId, Integer> looks =
      CacheBuilder.newBuilder().maximumSize(MOST).expireAfterWrite(FORGOTTEN).build();
  private final AtomicBoolean told = new AtomicBoolean();

  void seen(Map<LifeId, Life> lives) {
    lives.forEach(
        (id, life) -> {
          if (life instanceof Life.Open open && open.phase() == null) {
            looks.asMap().merge(id, 1, Integer::sum);
          } else {
            looks.invalidate(id);
          }
        });
    tell(lives());
  }

  List<LifeId> lives() {
    return looks.asMap().entrySet().stream()
        .filter(entry -> entry.getValue() >= SUSPICIOUS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void tell(List<LifeId> standing) {
    if (standing.isEmpty()) {
      told.set(false);
    } else if (!told.getAndSet(true)) {
      LOG.atWarn()
          .addKeyValue("lives", standing.size())
          .addKeyValue("first", standing.get(0))
          .log(
              "LIVES NOT BEGUN: their jobs wait, and no worker completes their first step; the Web"
                  + " UI shows why at the life's workflow task");
    }
  }
}
