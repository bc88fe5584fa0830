package dev.mayfly.gateway.delivery;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.mayfly.gateway.http.Answer;
import dev.mayfly.gateway.http.Refusals;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

  /** Claims the delivery: until this is closed, the same one waits for the answer. */
  Claim claim(VerifiedDelivery delivery) {
    return new Claim(new Key(delivery.forge(), delivery.id()));
  }

  /** One delivery's place in the cache; the first of the same has to keep an answer. */
  final class Claim implements AutoCloseable {

    private final Key key;
    private final CompletableFuture<Answer> mine = new CompletableFuture<>();
    private final @Nullable CompletableFuture<Answer> earlier;
    private Answer answer = Refusals.defect();

    private Claim(Key key) {
      this.key = key;
      this.earlier = answers.asMap().putIfAbsent(key, mine);
    }

    /** Waits for the answer that the same delivery got before; empty: this one is the first. */
    Optional<Answer> earlierAnswer() {
      return Optional.ofNullable(earlier).map(CompletableFuture::join);
    }

    Answer keep(Answer answer) {
      this.answer = answer;
      return answer;
    }

    @Override
    public void close() {
      if (answer.status() != 202) {
        answers.asMap().remove(key, mine);
      }
      mine.complete(answer);
    }
  }
}
