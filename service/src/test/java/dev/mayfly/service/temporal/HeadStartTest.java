package dev.mayfly.service.temporal;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** What a service does beside reading its configuration. */
class HeadStartTest {

  @Test
  void itConnectsToNobodyWithoutAnError() {
    assertThatCode(HeadStart::connectToNobody).doesNotThrowAnyException();
  }
}
