package dev.mayfly.workflows.mutation;

/** The mutant that is on, if any: one for each loader of the product. */
public final class Switch {

  private static volatile String on = "";

  private Switch() {}

  public static boolean isOn(String mutant) {
    return on.equals(mutant);
  }

  public static void turnOn(String mutant) {
    on = mutant;
  }
}
