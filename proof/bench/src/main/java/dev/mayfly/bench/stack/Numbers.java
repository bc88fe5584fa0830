package dev.mayfly.bench.stack;

/** Reads the numbers of options. */
public final class Numbers {

  private Numbers() {}

  /**
   * @throws IllegalArgumentException for what is no number from 1 to 999,999.
   */
  public static int positive(String option, String text) {
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(option + " takes a positive number, not " + text);
    }
    return Integer.parseInt(text);
  }
}
