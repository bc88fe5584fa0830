package dev.mayfly.gateway.delivery;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.mayfly.gateway.http.Answer;
import dev.mayfly.gateway.http.Refusals;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries under way, and those of the last ten minutes that started or signalled something,
 * with their answers. A delivery that was ignored or failed is not kept: asked again, it may fare
 * better.
 */
public final class DeliveryCache {

  private static final int LARGEST = 50_000;

  private final Cache<Key, CompletableFuture<Answer>> answers;

  private record Key(String forge, String delivery) {}

  public DeliveryCache(Ticker ticker) {
    answers =
        CacheBuilder.newBuilder()
            .maximumSize(LARGEST)
            .expireAfterWrite(Duration.ofMinutes(10))
            .ticker(ticker)
            .build();
  }

  /**
   * Handles a delivery, but not while or after the same one is handled with success.
   *
   * @param again what to make of the answer that the same delivery got, or is about to get.
   */
  Answer once(VerifiedDelivery delivery, Supplier<Answer> handle, UnaryOperator<Answer> again) {
    Key key = new Key(delivery.forge(), delivery.id());
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    @Nullable CompletableFuture<Answer> before = answers.asMap().putIfAbsent(key, mine);
    return before == null ? handleNow(key, mine, handle) : again.apply(before.join());
  }

  private Answer handleNow(Key key, CompletableFuture<Answer> mine, Supplier<Answer> handle) {
    Answer answer = Refusals.defect();
    try {
      answer = handle.get();
      return answer;
    } finally {
      if (answer.status() != 202) {
        answers.asMap().remove(key, mine);
      }
      mine.complete(answer);
    }
  }
}
