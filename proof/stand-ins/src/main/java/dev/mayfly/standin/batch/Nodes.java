package dev.mayfly.standin.batch;

import java.util.List;
import java.util.Optional;

/**
 * Opens and closes nodes for tasks, and settles those that they run. Guarded by its account's lock.
 */
final class Nodes {

  private final Account account;

  Nodes(Account account) {
    this.account = account;
  }

  /**
   * Gives a node no further task.
   *
   * @param fate what becomes of those that it runs: requeue, terminate or taskcompletion.
   */
  void disable(Node node, String fate) {
    node.schedule(false);
    evict(node, fate);
  }

  /**
   * @param fate what becomes of the node's tasks; anything else than requeue or terminate lets them
   *     run.
   */
  void evict(Node node, String fate) {
    List<TaskEntry> running = account.jobs().tasks().filter(task -> runsOn(task, node)).toList();
    if (fate.equalsIgnoreCase("requeue")) {
      running.forEach(task -> account.tasks().putBack(task, true));
    } else if (fate.equalsIgnoreCase("terminate")) {
      running.forEach(
          task -> account.tasks().end(task, "Task Was Ended: its node takes no tasks."));
    }
  }

  private static boolean runsOn(TaskEntry task, Node node) {
    return task.isOnNode() && task.run().filter(run -> run.node() == node).isPresent();
  }

  /**
   * Takes the node from under a running task: it goes back in the queue and will run again with the
   * same environment, whatever its retry count, and no requeue is counted.
   */
  boolean preempt(String jobId, String taskId) {
    Optional<TaskEntry> task = account.jobs().find(jobId).map(job -> job.tasks().get(taskId));
    Optional<TaskRun> run =
        task.filter(found -> found.states.is("running")).flatMap(TaskEntry::run);
    run.ifPresent(
        on -> {
          account
              .pools()
              .find(task.get().job.poolId())
              .ifPresent(pool -> account.resizes().preempt(pool, on.node()));
          account.tasks().putBack(task.get(), false);
        });
    return run.isPresent();
  }

  void enable(Node node) {
    node.schedule(true);
    account.tasks().assignSlots();
  }
}
