package dev.mayfly.worker.watch;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Leaves what it is to run in a queue, for the test to run. */
final class QueueingExecutor extends AbstractExecutorService {

  private final Queue<Runnable> queue;

  QueueingExecutor(Queue<Runnable> queue) {
    this.queue = queue;
  }

  @Override
  public void execute(Runnable command) {
    queue.add(command);
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
