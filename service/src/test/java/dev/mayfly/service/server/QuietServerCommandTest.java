package dev.mayfly.service.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import org.junit.jupiter.api.Test;

class QuietServerCommandTest {

  @Test
  void aPortInUseIsOneSentence() {
    // As Jetty throws it, and Dropwizard's listener around it.
    BindException reason = new BindException("Address already in use");
    IOException jettys = new IOException("Failed to bind to /127.0.0.1:8080", reason);

    assertThat(QuietServerCommand.addressInUse(new IllegalStateException(jettys)))
        .hasValue(
            "Failed to bind to /127.0.0.1:8080 (Address already in use): another process listens"
                + " there, or this one may not; end the other one, or give another port under"
                + " server");
    assertThat(QuietServerCommand.addressInUse(new IllegalStateException("else"))).isEmpty();
  }
}
