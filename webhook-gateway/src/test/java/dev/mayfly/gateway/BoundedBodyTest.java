package dev.mayfly.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.base.Ticker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {

  private final AtomicLong nanos = new AtomicLong();
  private final BoundedBody bodies =
      new BoundedBody(
          new Ticker() {
            @Override
            public long read() {
              return nanos.get();
            }
          });

  @Test
  void readsABodyThatComesInTime() throws IOException {
    assertThat(bodies.read(dripping(29, Duration.ofSeconds(1)), share()))
        .hasValue(" ".repeat(29).getBytes(US_ASCII));
  }

  @Test
  void hangsUpOnWhoDripsABodyToKeepAThreadBusy() {
    assertThatIOException()
        .isThrownBy(() -> bodies.read(dripping(Integer.MAX_VALUE, Duration.ofSeconds(1)), share()))
        .withMessageContaining("longer than 30 s");
  }

  @Test
  void takesTheLargestPayloadAndNotAByteMore() throws IOException {
    assertThat(bodies.read(new ByteArrayInputStream(new byte[BoundedBody.LIMIT]), share()))
        .isPresent();
    assertThat(bodies.read(new ByteArrayInputStream(new byte[BoundedBody.LIMIT + 1]), share()))
        .isEmpty();
  }

  @Test
  void holdsNoMoreThanAllBodiesTogetherMayTake() {
    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(
            () -> bodies.read(new ByteArrayInputStream(new byte[101]), new Room(100).share()));
  }

  private static Room.Share share() {
    return new Room(Long.MAX_VALUE).share();
  }

  /** A byte at a time, with as much time between them. */
  private InputStream dripping(int bytes, Duration pause) {
    return new InputStream() {
      private int sent;

      @Override
      public int read() {
        return sent++ < bytes ? ' ' : -1;
      }

      @Override
      public int read(byte[] into, int from, int most) {
        nanos.addAndGet(pause.toNanos());
        int next = read();
        into[from] = (byte) next;
        return next < 0 ? next : 1;
      }
    };
  }
}
