package dev.mayfly.service.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitsTest {

  @ParameterizedTest
  @CsvSource({"2048, 1984", "374, 310", "128, 64", "80, 40", "8, 4"})
  void everyConnectionMayTakeAThreadAndJettyStillHasItsOwn(int threads, int connections) {
    assertThat(ConnectionLimits.most(threads)).isEqualTo(connections);
  }
}
