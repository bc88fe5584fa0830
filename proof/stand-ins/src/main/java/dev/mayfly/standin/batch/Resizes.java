package dev.mayfly.standin.batch;

import dev.mayfly.autoscale.NodeDeallocation;
import dev.mayfly.standin.batch.Allocation.Size;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes pools bigger and smaller, as slowly as the service does: a third of a node's boot passes
 * until the virtual machines are obtained and the pool is steady (recorded: 44 s of 2 minutes),
 * then they are creating, then starting, each for another third.
 */
final class Resizes {

  private final Account account;
  private final ServiceClock clock;
  private final BatchFaults faults;
  private final Duration boot;
  private final Duration transition;

  Resizes(Account account, BatchStandIn.Settings settings, BatchFaults faults) {
    this.account = account;
    this.clock = account.clock();
    this.faults = faults;
    this.boot = settings.nodeBoot();
    this.transition = settings.transition();
  }

  void resize(PoolEntry pool, PoolSize size) {
    refuseUnlessSteady(pool);
    long number = pool.allocation.resizing(size.target(), size.timeout());
    for (boolean dedicated : List.of(true, false)) {
      shrink(pool, dedicated, size.fate());
    }
    begin(pool, number, size.timeout());
  }

  private void begin(PoolEntry pool, long number, Duration timeout) {
    clock.later(boot.dividedBy(3), () -> allocate(pool, number));
    clock.later(timeout, () -> giveUp(pool, number));
  }

  /** These nodes, rather than those that the service would choose. */
  void remove(PoolEntry pool, Set<Node> nodes, Duration timeout, NodeDeallocation fate) {
    refuseUnlessSteady(pool);
    Size before = pool.allocation.target();
    int dedicated = (int) nodes.stream().filter(Node::isDedicated).count();
    Size target =
        new Size(
            Math.max(0, before.dedicated() - dedicated),
            Math.max(0, before.lowPriority() - (nodes.size() - dedicated)));
    long number = pool.allocation.resizing(target, timeout);
    nodes.forEach(node -> dismiss(pool, node, fate));
    begin(pool, number, timeout);
  }

  /** Takes as long as was recorded: 2 minutes 46 for a pool whose nodes boot in 2 minutes. */
  void delete(PoolEntry pool) {
    pool.refuseDeleting();
    pool.states.move("deleting");
    pool.autoscale(null);
    pool.nodes().forEach(node -> dismiss(pool, node, NodeDeallocation.REQUEUE));
    clock.later(boot.plus(boot.dividedBy(3)).plus(transition), () -> account.pools().remove(pool));
  }

  // Rule batch-one-resize.
  static void refuseUnlessSteady(PoolEntry pool) {
    pool.refuseDeleting();
    if (!pool.allocation.isSteady()) {
      throw new BatchError(
          409, "PoolBeingResized", "The specified pool is currently being resized.");
    }
  }

  private void shrink(PoolEntry pool, boolean dedicated, NodeDeallocation fate) {
    List<Node> nodes =
        pool.nodes().stream().filter(node -> node.isDedicated() == dedicated).toList();
    int surplus = nodes.size() - pool.allocation.target().of(dedicated);
    nodes.stream()
        .sorted(Comparator.comparing((Node node) -> !node.isBooting()).thenComparing(Node::taken))
        .limit(Math.max(0, surplus))
        .forEach(node -> dismiss(pool, node, fate));
  }

  private void dismiss(PoolEntry pool, Node node, NodeDeallocation fate) {
    node.leave();
    account.nodes().evict(node, fate.name().toLowerCase(Locale.ROOT));
    freed(pool, node);
  }

  /** A slot became free; a node that was only waited for can go. */
  void freed(PoolEntry pool, Node node) {
    if (node.isLeaving() && node.taken() == 0) {
      clock.later(transition, () -> remove(pool, node));
    }
  }

  private void remove(PoolEntry pool, Node node) {
    if (node.isLeaving() && node.taken() == 0 && pool.remove(node)) {
      settle(pool);
    }
  }

  private void allocate(PoolEntry pool, long number) {
    if (pool.allocation.isResizing(number)) {
      for (boolean dedicated : List.of(true, false)) {
        grow(pool, dedicated);
      }
      pool.allocation.allocated();
      settle(pool);
      account.tasks().assignSlots();
    }
  }

  private void grow(PoolEntry pool, boolean dedicated) {
    int missing = pool.allocation.target().of(dedicated) - pool.current().of(dedicated);
    int room = faults.mostNodes() - pool.nodes().size();
    if (missing > room) {
      pool.allocation.error(faults.resizeError(), "Desired number of nodes could not be allocated");
    }
    for (int i = 0; i < Math.min(missing, room); i++) {
      bring(pool, dedicated);
    }
  }

  /**
   * Takes the node away and brings another, unless further tasks run on it. Rule
   * batch-preempted-runs-again.
   */
  void preempt(PoolEntry pool, Node node) {
    if (node.taken() == 1 && !node.isLeaving() && pool.remove(node)) {
      bring(pool, node.isDedicated());
    }
  }

  /** A new node, by and by. */
  private void bring(PoolEntry pool, boolean dedicated) {
    Node node = pool.add(dedicated, boot.isZero());
    if (node.isBooting()) {
      Duration third = boot.dividedBy(3);
      clock.later(third, node::starting);
      clock.later(
          third.multipliedBy(2),
          () -> {
            boot(node);
            account.tasks().assignSlots();
          });
    }
  }

  private void boot(Node node) {
    if (faults.takeFailedBoot()) {
      node.startTaskFailed();
    } else {
      node.booted();
    }
  }

  private static void settle(PoolEntry pool) {
    boolean complete =
        pool.allocation.isAllocated() && pool.nodes().stream().noneMatch(Node::isLeaving);
    if (!pool.allocation.isSteady() && complete) {
      pool.allocation.steady();
    }
  }

  private void giveUp(PoolEntry pool, long number) {
    if (pool.allocation.isResizing(number)) {
      end(pool, "AllocationTimedout", "the resize timeout was reached");
    }
  }

  /** Keeps the nodes that are there now; they still count as asked for otherwise. */
  void stop(PoolEntry pool) {
    if (pool.allocation.isSteady()) {
      throw new BatchError(
          409,
          "OperationInvalidForCurrentState",
          "The specified pool is not being resized at present.");
    }
    long number = pool.allocation.stopping();
    clock.later(
        transition,
        () -> {
          if (pool.allocation.isStopping(number)) {
            end(pool, "ResizeStopped", "the resize was stopped");
          }
        });
  }

  private void end(PoolEntry pool, String code, String why) {
    pool.nodes().stream().filter(Node::isLeaving).forEach(Node::stay);
    if (!pool.current().equals(pool.allocation.target())) {
      pool.allocation.error(code, "Desired number of nodes could not be allocated as " + why);
    }
    pool.allocation.steady();
    account.tasks().assignSlots();
  }
}
