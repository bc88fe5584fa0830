package dev.mayfly.worker;

import static java.util.stream.Collectors.toSet;

import dev.mayfly.service.temporal.TemporalConnection;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other workers of the task queue, by when they polled it last. */
final class Peers {

  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  // Temporal answers a poll after a minute at the latest, and then there is another. Rule
  // temporal-long-poll.
  private static final Duration LONGEST_POLL = Duration.ofSeconds(75);

  private final TemporalConnection temporal;
  private final Runnable died;
  private final Set<String> dead = ConcurrentHashMap.newKeySet();

  /**
   * @param died is told once of each that has fallen silent, be it dead or stopped.
   */
  Peers(TemporalConnection temporal, Runnable died) {
    this.temporal = temporal;
    this.died = died;
  }

  /** Returns whether no other worker polls. */
  boolean areNone(Instant now) {
    return others().noneMatch(peer -> polls(peer, now));
  }

  /**
   * Looks for one that has fallen silent: the sign that is left where none of its steps was under
   * way.
   */
  void look(Instant now) {
    try {
      List<PollerInfo> remembered = others().toList();
      dead.retainAll(remembered.stream().map(PollerInfo::getIdentity).collect(toSet()));
      remembered.forEach(peer -> look(peer, now));
    } catch (StatusRuntimeException noAnswer) {
      // The next look sees the same.
    }
  }

  private void look(PollerInfo peer, Instant now) {
    String name = peer.getIdentity();
    if (polls(peer, now)) {
      dead.remove(name);
    } else if (dead.add(name)) {
      LOG.atInfo().addKeyValue("worker", name).log("a worker polls no more");
      died.run();
    }
  }

  private Stream<PollerInfo> others() {
    String own = temporal.client().getOptions().getIdentity();
    return temporal
        .client()
        .getWorkflowServiceStubs()
        .blockingStub()
        .describeTaskQueue(temporal.whoPolls(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY))
        .getPollersList()
        .stream()
        .filter(poller -> !poller.getIdentity().equals(own));
  }

  private static boolean polls(PollerInfo peer, Instant now) {
    return Instant.ofEpochSecond(peer.getLastAccessTime().getSeconds())
        .isAfter(now.minus(LONGEST_POLL));
  }
}
