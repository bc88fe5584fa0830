package dev.mayfly.bench;

import dev.mayfly.bench.stack.Figures;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A measure that a peer has, too.
 *
 * @param what in words that name no part of Mayfly's.
 * @param figure its name among the figures.
 * @param bound absent where there is none.
 * @param alone the words that measure it alone.
 */
record PeerRow(String what, String figure, @Nullable Bound bound, String alone) {

  /**
   * An aim, which fails nothing.
   *
   * @param least whether more is better.
   */
  record Bound(boolean least, double value) {

    static Bound atMost(double value) {
      return new Bound(false, value);
    }

    static Bound atLeast(double value) {
      return new Bound(true, value);
    }

    private String verdict(double measured) {
      return (least ? measured >= value : measured <= value) ? "met" : "not met";
    }

    @Override
    public String toString() {
      return (least ? "at least " : "at most ")
          + String.format(Locale.ROOT, "%,.2f", value).replaceFirst("[.]?0+$", "");
    }
  }

  static void print(List<PeerRow> rows, Figures figures, PrintStream out) {
    out.println("\n| measure | Mayfly: median (rounds) | bound | | alone |\n|---|---|---|---|---|");
    for (PeerRow row : rows) {
      out.printf(
          "| %s | %s | %s | %s | `./mayfly bench %s` |%n",
          row.what,
          figures.inWords(row.figure),
          row.bound == null ? "" : row.bound,
          row.bound == null ? "" : row.bound.verdict(figures.median(row.figure)),
          row.alone);
    }
  }
}
