package dev.mayfly.workflows.pool;

import com.uber.m3.tally.Scope;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.NodesState.HandBack;
import dev.mayfly.workflows.pool.Scaling.Decision;
import dev.mayfly.workflows.pool.Scaling.Movement;
import dev.mayfly.workflows.temporal.Metrics;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.StepFailed;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The nodes of one pool's entity, resized by demand: looks when {@link ScalingClock} says so, and
 * does what it decides. Costs nothing as long as no worker says that they scale.
 */
final class PoolNodes {

  // After steps that failed for minutes.
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final Logger log = Workflow.getLogger(PoolNodes.class);
  private final PoolId id;
  private final IntSupplier ownDemand;
  private final Runnable changed;
  private final ScalingClock scaler = new ScalingClock();
  private final NodeTimes times;
  private boolean scaled;
  private @Nullable HandBack handedBack;
  private @Nullable String trouble;
  private @Nullable NodesSnapshot seen;
  private int toldByOthers;
  private Instant notBefore = Instant.EPOCH;

  /**
   * @param times of its nodes until now.
   * @param ownDemand what waits and runs in this pool itself.
   * @param changed is told when there is something to show.
   */
  PoolNodes(PoolId id, NodesState state, NodeTimes times, IntSupplier ownDemand, Runnable changed) {
    this.id = id;
    this.times = times;
    this.ownDemand = ownDemand;
    this.changed = changed;
    scaled = state.scaled();
    handedBack = state.handedBack();
    trouble = state.trouble();
  }

  /** Returns, between two steps, when that holds. */
  void runUntil(BooleanSupplier over) {
    while (!over.getAsBoolean()) {
      Instant next = nextStep();
      if (next.equals(Instant.MAX)) {
        Workflow.await(() -> !nextStep().equals(Instant.MAX) || over.getAsBoolean());
      } else if (next.isAfter(now())) {
        Workflow.await(
            Duration.between(now(), next), () -> nextStep().isBefore(next) || over.getAsBoolean());
      } else {
        step();
      }
    }
  }

  private Instant nextStep() {
    if (!scaled || (handedBack != null && handedBack.done())) {
      return Instant.MAX;
    }
    Instant look = handedBack == null ? scaler.nextLook() : Instant.EPOCH;
    return look.isAfter(notBefore) ? look : notBefore;
  }

  private void step() {
    try {
      if (handedBack == null) {
        look();
      } else {
        handBack(handedBack);
      }
    } catch (ActivityFailure failed) {
      notBefore = now().plus(AGAIN);
      doesNotScale(String.valueOf(StepFailed.of(failed).getMessage()));
    }
  }

  private void look() {
    int counted = toldByOthers;
    NodesSnapshot snapshot = PoolActivityOptions.nodes("by demand of " + demand()).lookAtNodes(id);
    count(snapshot);
    seen = snapshot;
    toldByOthers -= counted;
    if (snapshot.scaling() == null) {
      scaled = false;
      trouble = null;
      log.atWarn()
          .addKeyValue("pool", id)
          .log(
              "the pool's nodes do not scale any more, by the configuration; they stay as they"
                  + " are");
    } else {
      scaler.wanted(demand(), now());
      act(snapshot, scaler.looked(snapshot, now()));
      judge(snapshot);
    }
    changed.run();
  }

  private void count(NodesSnapshot snapshot) {
    long seconds = times.looked(snapshot.paid(), now());
    if (seconds > 0) {
      scope().counter(Metrics.NODE_SECONDS).inc(seconds);
    }
  }

  private Scope scope() {
    return Workflow.getMetricsScope().tagged(Map.of(Metrics.POOL, id.pool()));
  }

  private void act(NodesSnapshot snapshot, Decision decision) {
    if (handedBack != null) {
      return; // While it was looked.
    }
    if (snapshot.autoscale()) {
      PoolActivityOptions.nodes("from autoscale").takeNodesOver(id);
      scaler.stopping();
    } else if (decision instanceof Decision.Resize to) {
      resize(to.nodes());
    } else if (decision instanceof Decision.StopShrinking) {
      PoolActivityOptions.nodes("shrinking, for a demand of " + demand()).stopResize(id);
      scaler.stopping();
    }
  }

  private void resize(int target) {
    String summary = "to " + target + ", for a demand of " + demand();
    if (PoolActivityOptions.nodes(summary).resizeNodes(id, target)) {
      scaler.resized(target, now());
    } else {
      scaler.stopping();
    }
  }

  private void judge(NodesSnapshot snapshot) {
    if (snapshot.isShort() && !snapshot.errors().isEmpty()) {
      doesNotScale(String.join("; ", snapshot.errors()));
    } else if (snapshot.nodes().movement() == Movement.STEADY) {
      trouble = null;
    }
  }

  /** Says so once, whatever it is, until all is well. */
  private void doesNotScale(String why) {
    boolean news = trouble == null;
    trouble = why;
    if (news) {
      scope().counter(Metrics.DOES_NOT_SCALE).inc(1);
      log.atWarn().addKeyValue("pool", id).log("POOL DOES NOT SCALE as it should: {}", why);
    }
    changed.run();
  }

  private void handBack(HandBack order) {
    PoolActivityOptions.nodes("to autoscale, for " + order.by()).handNodesBack(id);
    if (order.equals(handedBack)) {
      handedBack = order.over();
      trouble = null;
    }
    log.atInfo()
        .addKeyValue("pool", id)
        .addKeyValue("by", order.by())
        .log("the pool's nodes are handed back to autoscale");
    changed.run();
  }

  /** Something is wanted or over. */
  void demandChanged() {
    scaler.wanted(demand(), now());
  }

  /** Runners of another pool want a place on these nodes; the next look counts them itself. */
  void demandOfOthers(int many) {
    toldByOthers += many;
    demandChanged();
  }

  private int demand() {
    return ownDemand.getAsInt() + toldByOthers + (seen == null ? 0 : seen.others());
  }

  /** A worker is there that has them scale. */
  void scale() {
    scaled = true;
    if (handedBack == null || handedBack.rests()) {
      takeOver();
    }
  }

  /** Takes them back, whichever operator had handed them to Batch. */
  void takeOver() {
    handedBack = null;
    notBefore = Instant.EPOCH;
    scaler.forget();
  }

  /** Until the next worker. */
  void rest(String by) {
    if (scaled && handedBack == null) {
      handBack(by, "no worker is left", true);
    }
  }

  /** Until they are taken over. */
  void handBack(OperatorRequest request) {
    if (handedBack == null || handedBack.rests()) {
      handBack(request.by(), request.reason(), false);
    }
  }

  private void handBack(String by, String cause, boolean rests) {
    handedBack = new HandBack(by, cause, now(), rests, false);
    notBefore = Instant.EPOCH;
  }

  boolean areScaled() {
    return scaled;
  }

  boolean areInTrouble() {
    return trouble != null;
  }

  NodesState state() {
    return new NodesState(scaled, handedBack, trouble);
  }

  /** Returns how many there are; absent: they were not listed, or are not Mayfly's to scale. */
  PoolStatus.@Nullable NodesCount count() {
    return seen == null || seen.scaling() == null
        ? null
        : new PoolStatus.NodesCount(
            seen.current(), seen.nodes().target(), seen.nodes().movement() == Movement.GROWING);
  }

  /** Returns their state in words, to be put behind the pool's. */
  String line() {
    if (handedBack != null) {
      String how =
          handedBack.done() ? "; nodes are autoscale's since " : "; nodes go to autoscale, ";
      return how + handedBack.at() + " by " + handedBack.by() + ": " + handedBack.cause();
    }
    String count =
        !scaled || seen == null || seen.scaling() == null
            ? ""
            : "; " + seen.current() + " of " + seen.nodes().target() + " nodes";
    return trouble == null ? count : count + ", which do not scale as they should: " + trouble;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
