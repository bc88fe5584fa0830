package dev.mayfly.bench.stack;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The bounds of the figures, and whether they hold. */
public final class Bounds {

  private record Bound(String what, double measured, String asked, boolean holds) {}

  private final List<Bound> bounds = new ArrayList<>();

  public Bounds atLeast(String what, double measured, double least) {
    return add(what, measured, "at least " + text(least), measured >= least);
  }

  public Bounds atMost(String what, double measured, double most) {
    return add(what, measured, "at most " + text(most), measured <= most);
  }

  public Bounds exactly(String what, double measured, double right) {
    return add(what, measured, "exactly " + text(right), measured == right);
  }

  private Bounds add(String what, double measured, String asked, boolean holds) {
    bounds.add(new Bound(what, measured, asked, holds));
    return this;
  }

  /** A row for each, and a last line; says whether all of them hold. */
  public boolean print(PrintStream out) {
    out.println("\n| bound | measured | asked | |\n|---|---|---|---|");
    for (Bound bound : bounds) {
      out.printf(
          "| %s | %s | %s | %s |%n",
          bound.what, text(bound.measured), bound.asked, bound.holds ? "holds" : "FAILED");
    }
    List<String> broken = bounds.stream().filter(b -> !b.holds).map(Bound::what).toList();
    out.println(broken.isEmpty() ? "\nall bounds hold" : "\nFAILED: " + String.join("; ", broken));
    return broken.isEmpty();
  }

  private static String text(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.2f", value);
  }
}
