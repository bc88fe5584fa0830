package dev.mayfly.bench.stack;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The bounds of the figures, and whether they hold. */
public final class Bounds {

  /**
   * @param fails whether the benchmark fails when it does not hold.
   */
  private record Bound(String what, double measured, String asked, boolean holds, boolean fails) {

    private boolean isBroken() {
      return fails && !holds;
    }

    private String verdict() {
      return holds ? "holds" : fails ? "FAILED" : "not met";
    }
  }

  private final List<Bound> bounds = new ArrayList<>();

  public Bounds atLeast(String what, double measured, double least) {
    return add(what, measured, "at least " + text(least), measured >= least, true);
  }

  public Bounds atMost(String what, double measured, double most) {
    return add(what, measured, "at most " + text(most), measured <= most, true);
  }

  /** Adds one that is worked towards: where it is not met, the benchmark says so and goes on. */
  public Bounds aimAtMost(String what, double measured, double most) {
    return add(what, measured, "at most " + text(most), measured <= most, false);
  }

  /** The same, of a figure that is to be larger. */
  public Bounds aimAtLeast(String what, double measured, double least) {
    return add(what, measured, "at least " + text(least), measured >= least, false);
  }

  public Bounds exactly(String what, double measured, double right) {
    return add(what, measured, "exactly " + text(right), measured == right, true);
  }

  private Bounds add(String what, double measured, String asked, boolean holds, boolean fails) {
    bounds.add(new Bound(what, measured, asked, holds, fails));
    return this;
  }

  /** A row for each, and a last line; says whether all hold that are no mere aim. */
  public boolean print(PrintStream out) {
    out.println("\n| bound | measured | asked | |\n|---|---|---|---|");
    for (Bound bound : bounds) {
      out.printf(
          "| %s | %s | %s | %s |%n",
          bound.what, text(bound.measured), bound.asked, bound.verdict());
    }
    List<String> broken = bounds.stream().filter(Bound::isBroken).map(Bound::what).toList();
    List<String> aims = bounds.stream().filter(b -> !b.holds && !b.fails).map(Bound::what).toList();
    if (!aims.isEmpty()) {
      out.println("\nnot met yet: " + String.join("; ", aims));
    }
    out.println(broken.isEmpty() ? last(aims) : "\nFAILED: " + String.join("; ", broken));
    return broken.isEmpty();
  }

  private static String last(List<String> aims) {
    return aims.isEmpty() ? "\nall bounds hold" : "\nall other bounds hold";
  }

  private static String text(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.2f", value);
  }
}
