package dev.mayfly.standin.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.standin.server.Holds.When;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HoldsTest {

  private static final String DELETE = "DELETE api/v3/orgs/acme/actions/runners/7";

  private final Holds holds = new Holds();

  @Test
  void nothingIsHeldByItself() throws InterruptedException {
    assertThat(holds.letPass(DELETE, When.BEFORE)).isTrue();
    assertThat(holds.held()).isEmpty();
  }

  @Test
  void aHeldRequestWaitsUntilItIsReleased() {
    CompletableFuture<Boolean> request = held();
    assertThat(request).isNotDone();
    holds.release("DELETE .*", false);

    assertThat(request.join()).isTrue();
    assertThat(holds.held()).isEmpty();
  }

  @Test
  void aDroppedRequestIsNotCarriedOut() {
    CompletableFuture<Boolean> request = held();
    holds.releaseAll(true, Duration.ZERO);

    assertThat(request.join()).isFalse();
  }

  @Test
  void theFirstOnesMayPass() throws InterruptedException {
    holds.add("DELETE .*", When.BEFORE, 1);

    assertThat(holds.letPass(DELETE, When.BEFORE)).isTrue();
    CompletableFuture<Boolean> second = ask();
    Eventually.until("the second is held", () -> !holds.held().isEmpty());
    holds.releaseAll(false, Duration.ZERO);

    assertThat(second.join()).isTrue();
  }

  @Test
  void whatIsHeldMayComeLateWhileOthersPass() throws InterruptedException {
    CompletableFuture<Boolean> late = held();

    holds.releaseAll(false, Duration.ofSeconds(3));

    assertThat(holds.letPass(DELETE, When.BEFORE)).isTrue();
    assertThat(late).isNotDone();
    assertThat(late.join()).isTrue();
  }

  @Test
  void otherRequestsAndTheOtherMomentPass() throws InterruptedException {
    holds.add("DELETE .*", When.AFTER, 0);

    assertThat(holds.letPass(DELETE, When.BEFORE)).isTrue();
    assertThat(holds.letPass("GET meta", When.AFTER)).isTrue();
  }

  private CompletableFuture<Boolean> held() {
    holds.add("DELETE .*", When.BEFORE, 0);
    CompletableFuture<Boolean> request = ask();
    Eventually.until("it is held", () -> holds.held().containsKey("DELETE .*"));
    return request;
  }

  private CompletableFuture<Boolean> ask() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return holds.letPass(DELETE, When.BEFORE);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
