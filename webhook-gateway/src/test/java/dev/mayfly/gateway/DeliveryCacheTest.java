package dev.mayfly.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeliveryCacheTest {

  private static final Answer STARTED =
      Answer.accepted("started", "r", List.of(new Answer.Life("w", "l")));

  private final AtomicLong nanos = new AtomicLong();
  private final DeliveryCache cache =
      new DeliveryCache(
          new Ticker() {
            @Override
            public long read() {
              return nanos.get();
            }
          });

  @Test
  void anAcceptedDeliveryIsKnownForTenMinutes() {
    cache.keep(delivery("github", "d"), STARTED);

    nanos.addAndGet(Duration.ofMinutes(10).toNanos() - 1);
    assertThat(cache.find(delivery("github", "d")))
        .hasValueSatisfying(answer -> assertThat(answer.workflowId()).isEqualTo("w"));

    nanos.addAndGet(1);
    assertThat(cache.find(delivery("github", "d"))).isEmpty();
  }

  @Test
  void theSameIdOfAnotherForgeIsAnotherDelivery() {
    cache.keep(delivery("github", "d"), STARTED);

    assertThat(cache.find(delivery("ghes", "d"))).isEmpty();
  }

  @Test
  void whatDidNotReachALifeIsAskedAgain() {
    cache.keep(delivery("github", "d"), Answer.of(200, "ignored", "r"));
    cache.keep(delivery("github", "e"), Answer.of(503, "unavailable", "r"));

    assertThat(cache.find(delivery("github", "d"))).isEmpty();
    assertThat(cache.find(delivery("github", "e"))).isEmpty();
  }

  private static VerifiedDelivery delivery(String forge, String id) {
    return new VerifiedDelivery(forge, id, new byte[0], Instant.EPOCH);
  }
}
