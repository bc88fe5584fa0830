package dev.mayfly.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.mayfly.gateway.ManualTicker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedBodyTest {

  private final ManualTicker ticker = new ManualTicker();
  private final BoundedBody bodies = new BoundedBody(ticker);

  @Test
  void readsABodyThatComesInTime() throws IOException {
    assertThat(bodies.read(dripping(29, Duration.ofSeconds(1)), -1, share()))
        .hasValue(" ".repeat(29).getBytes(US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20_000, 32 * 1024, 32 * 1024 + 1, 100_000})
  void readsAsMuchAsIsAnnouncedOrLessWhenThereIsNoMore(int length) throws IOException {
    byte[] sent = new byte[length];
    new Random(1).nextBytes(sent);
    assertThat(bodies.read(new ByteArrayInputStream(sent), length, share())).hasValue(sent);
    assertThat(bodies.read(new ByteArrayInputStream(sent), length + 9, share())).hasValue(sent);
    assertThat(bodies.read(new ByteArrayInputStream(sent), -1, share())).hasValue(sent);
  }

  @Test
  void doesNotWaitForAnythingAfterTheLastByteThatWasAnnounced() throws IOException {
    Iterator<byte[]> parts = List.of("{}".getBytes(US_ASCII)).iterator();
    InputStream open =
        new InputStream() {
          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] into, int from, int most) {
            byte[] part = parts.next();
            System.arraycopy(part, 0, into, from, part.length);
            return part.length;
          }
        };
    assertThat(bodies.read(open, 2, share())).hasValue("{}".getBytes(US_ASCII));
  }

  @Test
  void hangsUpOnWhoDripsABodyToKeepAThreadBusy() {
    assertThatIOException()
        .isThrownBy(
            () -> bodies.read(dripping(Integer.MAX_VALUE, Duration.ofSeconds(1)), -1, share()))
        .withMessageContaining("longer than 30 s");
  }

  @Test
  void takesTheLargestPayloadAndNotAByteMore() throws IOException {
    assertThat(bodies.read(new ByteArrayInputStream(new byte[BoundedBody.LIMIT]), -1, share()))
        .isPresent();
    assertThat(bodies.read(new ByteArrayInputStream(new byte[BoundedBody.LIMIT + 1]), -1, share()))
        .isEmpty();
  }

  @Test
  void holdsNoMoreThanAllBodiesTogetherMayTake() {
    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(
            () ->
                bodies.read(
                    new ByteArrayInputStream(new byte[101]), -1, new BodyMemoryLimit(100).share()));
  }

  private static BodyMemoryLimit.Share share() {
    return new BodyMemoryLimit(Long.MAX_VALUE).share();
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
        ticker.advance(pause);
        int next = read();
        into[from] = (byte) next;
        return next < 0 ? next : 1;
      }
    };
  }
}
