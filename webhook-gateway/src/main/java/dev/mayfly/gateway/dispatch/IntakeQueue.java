package dev.mayfly.gateway.dispatch;

import com.google.common.base.Ticker;
import dev.mayfly.gateway.http.OverloadedException;
import dev.mayfly.workflows.intake.IntakeBatch;
import dev.mayfly.workflows.routing.RoutedEvent;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait while a call to Temporal is under way: the next call carries all of them. One
 * call at a time, since a second one would only make both smaller.
 */
final class IntakeQueue implements Managed {

  // A later event would wait longer still, and a burst of a thousand is through before.
  private static final Duration LONGEST_QUEUE = Duration.ofMillis(500);

  private final Function<IntakeBatch, String> call;
  private final Ticker ticker;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private final Thread caller = new Thread(this::callForever, "intake");
  private final AtomicBoolean calling = new AtomicBoolean();

  private record Waiting(
      RoutedEvent event, int characters, long since, CompletableFuture<String> taken) {}

  /**
   * @param call makes these events durable and returns the workflow that has them; throws {@link
   *     TemporalUnavailableException}.
   */
  IntakeQueue(Function<IntakeBatch, String> call, Ticker ticker) {
    this.call = call;
    this.ticker = ticker;
    caller.setDaemon(true);
  }

  /** Returns whether an event would have to wait, or to compete with those that do. */
  boolean isBusy() {
    return calling.get() || !waiting.isEmpty();
  }

  /** Returns whether the events that wait have waited too long for another to join them. */
  boolean isLate() {
    Waiting first = waiting.peek();
    return first != null && ticker.read() - first.since() > LONGEST_QUEUE.toNanos();
  }

  /**
   * Completed with the workflow that has the event once it is durable.
   *
   * @throws OverloadedException when those before it have waited too long already.
   */
  CompletableFuture<String> take(RoutedEvent event) {
    if (isLate()) {
      throw new OverloadedException();
    }
    // Counted here, by many threads, and not by the one that all wait for.
    int characters = event.toString().length();
    Waiting last = new Waiting(event, characters, ticker.read(), new CompletableFuture<>());
    waiting.add(last);
    return last.taken();
  }

  @Override
  public void start() {
    caller.start();
  }

  /** Called when no request is under way any more. */
  @Override
  public void stop() {
    caller.interrupt();
  }

  private void callForever() {
    try {
      while (true) {
        Waiting first = waiting.take();
        calling.set(true);
        callWith(first);
        calling.set(false);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void callWith(Waiting first) {
    List<Waiting> together = together(first);
    try {
      String workflow = call.apply(batch(together));
      together.forEach(it -> it.taken().complete(workflow));
    } catch (RuntimeException | Error e) {
      // An Error too: without this thread every event that waits would be late from then on.
      together.forEach(it -> it.taken().completeExceptionally(e));
    }
  }

  private static IntakeBatch batch(List<Waiting> together) {
    return new IntakeBatch(
        together.stream().map(Waiting::event).toList(),
        together.stream().mapToInt(Waiting::characters).sum());
  }

  private List<Waiting> together(Waiting first) {
    List<Waiting> together = new ArrayList<>(List.of(first));
    int characters = first.characters();
    @Nullable Waiting next = waiting.peek();
    while (next != null
        && together.size() < IntakeBatch.MOST_EVENTS
        && characters + next.characters() <= IntakeBatch.MOST_CHARACTERS) {
      waiting.remove();
      together.add(next);
      characters += next.characters();
      next = waiting.peek();
    }
    return together;
  }
}
