package dev.mayfly.service.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurrentSecretsTest {

  @TempDir Path directory;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final AtomicInteger times = new AtomicInteger();

  private CurrentSecrets<String> of(Secret... secrets) {
    return new CurrentSecrets<>(
        List.of(secrets),
        values -> times.incrementAndGet() + ":" + String.join(",", values),
        new com.google.common.base.Ticker() {
          @Override
          public long read() {
            return nanos.get();
          }
        });
  }

  private void passes(long seconds) {
    nanos.addAndGet(seconds * 1_000_000_000L);
  }

  @Test
  void aReplacedFileCountsAfterFiveSecondsAndNotBefore() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "old\n");
    CurrentSecrets<String> current = of(Secret.ofFile(file), Secret.of("fixed"));

    Files.writeString(file, "new\n");
    passes(4);
    assertThat(current.get()).isEqualTo("1:old,fixed");
    passes(1);
    assertThat(current.get()).isEqualTo("2:new,fixed");
  }

  @Test
  void nothingIsMadeAnewWhileNothingChanges() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "old");
    CurrentSecrets<String> current = of(Secret.ofFile(file));

    passes(60);
    assertThat(current.get()).isEqualTo("1:old");
    Files.delete(file);
    passes(60);
    assertThat(current.get()).isEqualTo("1:old");
  }
}
