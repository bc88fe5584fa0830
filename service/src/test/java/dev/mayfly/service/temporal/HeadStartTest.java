package dev.mayfly.service.temporal;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** A connection to Temporal that nobody asks anything. */
class HeadStartTest {

  @Test
  void itConnectsToNobodyWithoutAnError() {
    assertThatCode(HeadStart::connectToNobody).doesNotThrowAnyException();
  }
}
