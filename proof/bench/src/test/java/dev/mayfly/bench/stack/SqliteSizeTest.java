package dev.mayfly.bench.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With files made by hand, as sqlite.org's Database File Format has them. */
class SqliteSizeTest {

  private static final int PAGE = 512;
  private static final long SALTS = 7;

  @TempDir private Path directory;

  @BeforeEach
  void aDatabaseOfThreePages() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(3 * PAGE).putShort(16, (short) PAGE).putInt(28, 3);
    Files.write(directory.resolve("some.db"), file.array());
  }

  @Test
  void withoutALogItIsWhatItsHeaderSays() throws IOException {
    assertThat(SqliteSize.of(directory.resolve("some.db"))).isEqualTo(3 * PAGE);
  }

  @Test
  void theLastCommitOfTheLogHasGrownIt() throws IOException {
    log(frame(SALTS, 0), frame(SALTS, 5), frame(SALTS, 0), frame(SALTS, 6), frame(SALTS, 0));

    assertThat(SqliteSize.of(directory.resolve("some.db"))).isEqualTo(6 * PAGE);
  }

  @Test
  void whatIsLeftInTheLogFromItsLastUseIsOver() throws IOException {
    log(frame(SALTS, 5), frame(SALTS - 1, 9));

    assertThat(SqliteSize.of(directory.resolve("some.db"))).isEqualTo(5 * PAGE);
  }

  @Test
  void aLogWithoutACommitSaysNothing() throws IOException {
    log(frame(SALTS, 0));

    assertThat(SqliteSize.of(directory.resolve("some.db"))).isEqualTo(3 * PAGE);
  }

  private void log(byte[]... frames) throws IOException {
    ByteBuffer log = ByteBuffer.allocate(32 + frames.length * (24 + PAGE)).putLong(16, SALTS);
    log.position(32);
    for (byte[] frame : frames) {
      log.put(frame);
    }
    Files.write(directory.resolve("some.db-wal"), log.array());
  }

  private static byte[] frame(long salts, int pagesAfter) {
    return ByteBuffer.allocate(24 + PAGE).putInt(4, pagesAfter).putLong(8, salts).array();
  }
}
