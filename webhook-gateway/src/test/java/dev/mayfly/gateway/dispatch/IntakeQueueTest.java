package dev.mayfly.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.gateway.ManualTicker;
import dev.mayfly.gateway.http.OverloadedException;
import dev.mayfly.workflows.intake.IntakeBatch;
import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.routing.RoutingDecision.Ignore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntakeQueueTest {

  private static final long LONG = 60;
  private static final String ERROR = "error";

  private final ManualTicker ticker = new ManualTicker();
  private final BlockingQueue<List<RoutedEvent>> calls = new LinkedBlockingQueue<>();
  private final SynchronousQueue<String> answers = new SynchronousQueue<>();
  private final IntakeQueue queue = new IntakeQueue(this::call, ticker);

  @BeforeEach
  void start() {
    queue.start();
  }

  @AfterEach
  void stop() {
    queue.stop();
  }

  @Test
  void whatComesDuringACallIsCarriedByTheNextInItsOrder() throws Exception {
    CompletableFuture<String> first = queue.take(event(0));
    assertThat(nextCall()).containsExactly(event(0));
    List<CompletableFuture<String>> others =
        IntStream.rangeClosed(1, 5).mapToObj(i -> queue.take(event(i))).toList();
    assertThat(queue.isBusy()).isTrue();
    assertThat(first).isNotDone();

    answer("w-1");
    assertThat(first.get(LONG, TimeUnit.SECONDS)).isEqualTo("w-1");
    assertThat(nextCall()).isEqualTo(IntStream.rangeClosed(1, 5).mapToObj(i -> event(i)).toList());
    assertThat(others).noneMatch(CompletableFuture::isDone);
    answer("w-2");
    for (CompletableFuture<String> other : others) {
      assertThat(other.get(LONG, TimeUnit.SECONDS)).isEqualTo("w-2");
    }
  }

  @Test
  void aCallThatFailsFailsAllThatItCarriesAndNoOther() throws Exception {
    CompletableFuture<String> first = queue.take(event(0));
    nextCall();
    CompletableFuture<String> second = queue.take(event(1));
    CompletableFuture<String> third = queue.take(event(2));
    answer("w-1");
    nextCall();
    answer("");

    assertThat(first.get(LONG, TimeUnit.SECONDS)).isEqualTo("w-1");
    for (CompletableFuture<String> failed : List.of(second, third)) {
      isFailedBy(TemporalUnavailableException.class, failed);
    }
    nextIsAnswered();
  }

  private static void isFailedBy(
      Class<? extends Throwable> cause, CompletableFuture<String> event) {
    assertThatThrownBy(() -> event.get(LONG, TimeUnit.SECONDS)).hasCauseInstanceOf(cause);
  }

  @Test
  void anErrorInACallDoesNotEndTheCalls() throws Exception {
    CompletableFuture<String> first = queue.take(event(0));
    nextCall();
    answer(ERROR);
    isFailedBy(NoSuchMethodError.class, first);

    nextIsAnswered();
  }

  @Test
  void aCallIsNeitherTooLongNorTooLargeForTemporal() throws Exception {
    CompletableFuture<String> unused = queue.take(event(0));
    nextCall();
    int many = IntakeBatch.MOST_EVENTS + 1;
    String large = "x".repeat(90_000);
    List<CompletableFuture<String>> taken =
        Stream.concat(
                IntStream.range(0, many).mapToObj(String::valueOf),
                IntStream.range(0, 3).mapToObj(i -> large + i))
            .map(name -> queue.take(event(name)))
            .toList();

    List<Integer> sizes = new ArrayList<>();
    for (int seen = 0; seen < many + 3; seen += sizes.get(sizes.size() - 1)) {
      answer("w");
      sizes.add(nextCall().size());
    }
    assertThat(sizes).containsExactly(IntakeBatch.MOST_EVENTS, 1 + 2, 1);
    assertThat(taken.get(0).get(LONG, TimeUnit.SECONDS)).isEqualTo("w");
  }

  @Test
  void anEventThatWouldWaitTooLongIsRefusedAtOnce() throws Exception {
    CompletableFuture<String> unused = queue.take(event(0));
    nextCall();
    CompletableFuture<String> waits = queue.take(event(1));
    ticker.advance(Duration.ofMillis(500));
    CompletableFuture<String> waitsToo = queue.take(event(2));
    assertThat(queue.isLate()).isFalse();
    ticker.advance(Duration.ofNanos(1));

    assertThat(queue.isLate()).isTrue();
    assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> queue.take(event(3)));

    answer("w-1");
    assertThat(nextCall()).containsExactly(event(1), event(2));
    CompletableFuture<String> taken = queue.take(event(4));
    answer("w-2");
    nextCall();
    answer("w-3");
    for (CompletableFuture<String> each : List.of(waits, waitsToo, taken)) {
      assertThat(each.get(LONG, TimeUnit.SECONDS)).startsWith("w-");
    }
  }

  private String call(IntakeBatch batch) {
    assertThat(batch.characters())
        .isEqualTo(batch.events().stream().mapToInt(event -> event.toString().length()).sum());
    calls.add(batch.events());
    try {
      String answer = answers.take();
      if (answer.equals(ERROR)) {
        throw new NoSuchMethodError("a library of another version");
      }
      if (answer.isEmpty()) {
        throw new TemporalUnavailableException("away", new IllegalStateException());
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private void nextIsAnswered() throws Exception {
    CompletableFuture<String> next = queue.take(event("next"));
    nextCall();
    answer("w-next");
    assertThat(next.get(LONG, TimeUnit.SECONDS)).isEqualTo("w-next");
  }

  private List<RoutedEvent> nextCall() throws InterruptedException {
    List<RoutedEvent> call = calls.poll(LONG, TimeUnit.SECONDS);
    assertThat(call).as("a call to Temporal").isNotNull();
    return call;
  }

  private void answer(String text) throws InterruptedException {
    assertThat(answers.offer(text, LONG, TimeUnit.SECONDS)).as("a call waits").isTrue();
  }

  private static RoutedEvent event(Object name) {
    return new RoutedEvent(new Ignore(String.valueOf(name), null), Instant.EPOCH);
  }
}
