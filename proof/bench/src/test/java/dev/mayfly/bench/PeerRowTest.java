package dev.mayfly.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.bench.PeerRow.Bound;
import dev.mayfly.bench.stack.Figures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerRowTest {

  @Test
  void eachMeasureHasItsRoundsItsBoundAndItsCommand() {
    Figures figures = new Figures();
    figures.add("a", 36);
    figures.add("a", 1234);
    figures.add("a", 40);
    figures.add("b", 30);
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    PeerRow.print(
        List.of(
            new PeerRow("wait", "a", Bound.atMost(1500), "idle --window 9"),
            new PeerRow("rate", "b", Bound.atLeast(30.5), "idle"),
            new PeerRow("kill", "b", null, "idle"),
            new PeerRow("lost", "never measured", Bound.atMost(0), "idle")),
        figures,
        new PrintStream(said, true, UTF_8));

    assertThat(said.toString(UTF_8).lines())
        .contains(
            "| wait | 40.0 (36.0 / 1,234 / 40.0) | at most 1,500 | met |"
                + " `./mayfly bench idle --window 9` |",
            "| rate | 30.0 | at least 30.5 | not met | `./mayfly bench idle` |",
            "| kill | 30.0 |  |  | `./mayfly bench idle` |",
            "| lost | NaN | at most 0 | not met | `./mayfly bench idle` |");
  }
}
