package dev.mayfly.gateway;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.time.Duration;
import java.util.Optional;

/**
 * The deliveries of the last ten minutes that started or signalled something, with their answers. A
 * delivery that was ignored or failed is not kept: asked again, it may fare better.
 */
final class DeliveryCache {

  private static final int LARGEST = 50_000;

  private final Cache<Key, Answer> answers;

  private record Key(String forge, String delivery) {}

  DeliveryCache(Ticker ticker) {
    answers =
        CacheBuilder.newBuilder()
            .maximumSize(LARGEST)
            .expireAfterWrite(Duration.ofMinutes(10))
            .ticker(ticker)
            .build();
  }

  Optional<Answer> find(VerifiedDelivery delivery) {
    return Optional.ofNullable(answers.getIfPresent(key(delivery)))
        .map(answer -> answer.because("answered before; nothing was done again"));
  }

  void keep(VerifiedDelivery delivery, Answer answer) {
    if (answer.status() == 202) {
      answers.put(key(delivery), answer);
    }
  }

  private static Key key(VerifiedDelivery delivery) {
    return new Key(delivery.forge(), delivery.id());
  }
}
