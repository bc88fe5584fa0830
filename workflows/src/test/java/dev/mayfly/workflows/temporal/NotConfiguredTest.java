package dev.mayfly.workflows.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.failure.ApplicationFailure;
import org.junit.jupiter.api.Test;

class NotConfiguredTest {

  @Test
  void whatOneWorkerDoesNotKnowIsLeftToAnother() {
    ApplicationFailure failure = NotConfigured.here("pool new");

    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure.getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(failure.getOriginalMessage()).isEqualTo("pool new is not configured on this worker");
  }

  @Test
  void whatNoWorkerKnowsIsThePoolsFaultInTheEnd() {
    ApplicationFailure failure = NotConfigured.here("pool new", NotConfigured.MOST_TRIES);

    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure.getType()).isEqualTo(FailureType.POOL_FAULT);
    assertThat(failure.getOriginalMessage())
        .startsWith("pool new is not configured on this worker");
  }
}
