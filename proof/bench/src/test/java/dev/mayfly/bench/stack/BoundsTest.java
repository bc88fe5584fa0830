package dev.mayfly.bench.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class BoundsTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, UTF_8);

  @Test
  void boundsThatHoldAreSaidToHold() {
    boolean good =
        new Bounds()
            .atLeast("rate", 0.8, 0.8)
            .atMost("wait", 149, 150)
            .exactly("lost", 0, 0)
            .print(out);

    assertThat(good).isTrue();
    assertThat(said.toString(UTF_8))
        .contains("| rate | 0.80 | at least 0.80 | holds |")
        .endsWith("all bounds hold\n");
  }

  @Test
  void whatDoesNotHoldOrWasNotMeasuredIsNamedLast() {
    boolean good =
        new Bounds()
            .atLeast("rate", 0.79, 0.8)
            .atMost("wait", Double.NaN, 150)
            .exactly("lost", 1, 0)
            .exactly("lives", 1, 1)
            .print(out);

    assertThat(good).isFalse();
    assertThat(said.toString(UTF_8)).endsWith("FAILED: rate; wait; lost\n");
  }

  @Test
  void anAimThatIsNotMetIsNamedAndFailsNothing() {
    boolean good =
        new Bounds()
            .atMost("wait", 1, 2)
            .aimAtMost("cost", 1.2, 0.9)
            .aimAtLeast("rate", 30, 25)
            .aimAtLeast("most", Double.NaN, 500)
            .print(out);

    assertThat(good).isTrue();
    assertThat(said.toString(UTF_8))
        .contains("| cost | 1.20 | at most 0.90 | not met |")
        .contains("| rate | 30 | at least 25 | holds |")
        .contains("not met yet: cost; most\n")
        .endsWith("all other bounds hold\n");
  }

  @Test
  void figuresAreARowEachWithMedianAndRounds() {
    Figures figures = new Figures();
    figures.add("p99 ms", 30);
    figures.add("p99 ms", 1.234);
    figures.add("p99 ms", 2000);

    figures.print(out);

    assertThat(figures.median("p99 ms")).isEqualTo(30);
    assertThat(figures.worst("p99 ms")).isEqualTo(2000);
    assertThat(said.toString(UTF_8)).contains("| p99 ms | 30.0 | 30.0 / 1.23 / 2,000 |");
  }
}
