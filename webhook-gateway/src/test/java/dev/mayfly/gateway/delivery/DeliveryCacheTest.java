package dev.mayfly.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mayfly.gateway.ManualTicker;
import dev.mayfly.gateway.http.Answer;
import dev.mayfly.gateway.http.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DeliveryCacheTest {

  private static final Answer STARTED =
      Answer.accepted("started", "r", List.of(new Answer.Life("w", "l")));

  private final ManualTicker ticker = new ManualTicker();
  private final AtomicInteger handled = new AtomicInteger();
  private final DeliveryCache cache = new DeliveryCache(ticker);

  @Test
  void anAcceptedDeliveryIsKnownForTenMinutes() {
    assertThat(handle("github", "d", STARTED)).isEqualTo(STARTED);

    ticker.advance(Duration.ofMinutes(10).minusNanos(1));
    assertThat(handle("github", "d", STARTED).reason()).contains("answered before");
    assertThat(handled).hasValue(1);

    ticker.advance(Duration.ofNanos(1));
    assertThat(handle("github", "d", STARTED)).isEqualTo(STARTED);
    assertThat(handled).hasValue(2);
  }

  @Test
  void theSameIdOfAnotherForgeIsAnotherDelivery() {
    handle("github", "d", STARTED);
    handle("ghes", "d", STARTED);

    assertThat(handled).hasValue(2);
  }

  @Test
  void whatDidNotReachALifeIsAskedAgain() {
    for (Answer answer : List.of(Answer.of(200, "ignored", "r"), Refusals.unavailable())) {
      assertThat(handle("github", answer.result(), answer)).isEqualTo(answer);
      assertThat(handle("github", answer.result(), STARTED)).isEqualTo(STARTED);
    }
  }

  @Test
  void repetitionsThatComeMeanwhileShareItsAnswer() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    CompletableFuture<Answer> first =
        CompletableFuture.supplyAsync(
            () ->
                handle(
                    "github",
                    "d",
                    () -> {
                      begun.countDown();
                      return answer.join();
                    }));
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Answer> second =
        CompletableFuture.supplyAsync(() -> handle("github", "d", STARTED));
    answer.complete(STARTED);

    assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(STARTED);
    assertThat(second.get(60, TimeUnit.SECONDS).workflowId()).isEqualTo("w");
    assertThat(handled).hasValue(0);
  }

  @Test
  void aDefectIsNotKept() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                handle(
                    "github",
                    "d",
                    () -> {
                      throw new IllegalStateException("defect");
                    }));

    assertThat(handle("github", "d", STARTED)).isEqualTo(STARTED);
  }

  private Answer handle(String forge, String id, Answer answer) {
    return handle(
        forge,
        id,
        () -> {
          handled.incrementAndGet();
          return answer;
        });
  }

  private Answer handle(String forge, String id, Supplier<Answer> handling) {
    DeliveryCache.Claim claim =
        cache.claim(new VerifiedDelivery(forge, id, new byte[0], Instant.EPOCH));
    try (claim) {
      Optional<Answer> earlier = claim.earlierAnswer();
      return earlier.isPresent() ? earlier.get().repeated() : claim.keep(handling.get());
    }
  }
}
