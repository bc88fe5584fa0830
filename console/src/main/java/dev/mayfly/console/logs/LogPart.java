package dev.mayfly.console.logs;

import dev.mayfly.workflows.id.TaskRef;
import java.util.Arrays;

/**
 * A part of a log, up to a whole character.
 *
 * @param next in bytes, where the next part begins.
 * @param runs whether its task is not over, so that there may be more later.
 * @param hasMore whether there may be more already.
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record LogPart(TaskRef task, byte[] bytes, long next, boolean runs, boolean hasMore) {

  /** Cuts off the beginning of a character whose end was not read, unless none is to come. */
  static LogPart of(TaskRef task, byte[] read, long offset, boolean runs, boolean hasMore) {
    int length = runs || hasMore ? wholeCharacters(read) : read.length;
    byte[] bytes = Arrays.copyOf(read, length);
    return new LogPart(task, bytes, offset + length, runs, hasMore);
  }

  /** Looks for the last byte that begins a character of UTF-8 (RFC 3629, section 3). */
  private static int wholeCharacters(byte[] read) {
    for (int last = read.length - 1; last >= Math.max(0, read.length - 4); last--) {
      int sign = read[last] & 0xC0;
      if (sign != 0x80) {
        return last + lengthFrom(read[last]) > read.length ? last : read.length;
      }
    }
    return read.length;
  }

  private static int lengthFrom(byte first) {
    int ones = Integer.numberOfLeadingZeros(~(first << 24));
    return ones == 0 ? 1 : ones;
  }
}
