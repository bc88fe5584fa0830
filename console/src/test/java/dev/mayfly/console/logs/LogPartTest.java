package dev.mayfly.console.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a part of a log ends. */
class LogPartTest {

  private static final TaskRef TASK =
      new TaskRef(
          new BatchJobId("mayfly", "ubuntu", 1),
          RunnerName.parse("mayfly-github-7-3fa91c-1").orElseThrow());

  private static LogPart part(byte[] read, boolean runs) {
    return LogPart.of(TASK, read, 10, runs, false);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,3", "4,3", "5,3", "6,6", "7,6", "8,6", "9,6", "10,10"})
  void aCharacterThatWasReadInPartIsLeftForTheNextPart(int bytes, int taken) {
    byte[] all = "aé€😀".getBytes(UTF_8);

    LogPart part = part(Arrays.copyOf(all, bytes), true);

    assertThat(part.bytes()).isEqualTo(Arrays.copyOf(all, taken));
    assertThat(part.next()).isEqualTo(10 + taken);
  }

  @Test
  void theEndIsTakenAsItIs() {
    byte[] broken = {'a', (byte) 0xE2, (byte) 0x82};

    assertThat(part(broken, false).bytes()).isEqualTo(broken);
  }

  @Test
  void whatIsNotUtf8IsTakenToo() {
    byte[] latin = {(byte) 0x80, (byte) 0x81, (byte) 0x82, (byte) 0x83, (byte) 0x84};

    assertThat(part(latin, true).bytes()).isEqualTo(latin);
  }
}
