package dev.mayfly.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.util.regex.Pattern;

/** Assertions that hold of everything that is made of a stranger's bytes. */
public final class Fuzzed {

  // Controls, line ends, what reorders or hides text, and halves of characters.
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");
  private static final DataConverter TEMPORAL = DefaultDataConverter.newDefaultInstance();

  private Fuzzed() {}

  /** One line for a log or an answer, in which what it shows is what it says. */
  public static void isOneBoundedLine(String text) {
    assertThat(text).hasSizeLessThan(500);
    assertThat(UNFIT.matcher(text).find()).as("one clean line: %s", text).isFalse();
  }

  public static void isId(String id) {
    assertThat(id).matches(ID);
  }

  /** Comes out of a history as it went in. */
  static <T> void survivesTemporal(T value, Class<T> type) {
    var payload = TEMPORAL.toPayload(value).orElseThrow();

    assertThat(TEMPORAL.fromPayload(payload, type, type)).isEqualTo(value);
  }
}
