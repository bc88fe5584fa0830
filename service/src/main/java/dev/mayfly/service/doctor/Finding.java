package dev.mayfly.service.doctor;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of a check.
 *
 * @param says what was found, in one line.
 * @param fixes what to do, each naming the setting; empty where nothing is.
 */
public record Finding(Level level, String says, List<String> fixes) {

  /** The ways in which it can turn out, the best first. */
  public enum Level {
    OK("✓", 32),
    /** It does not apply, or cannot be asked before something else is mended. */
    SKIPPED("·", 2),
    WARNING("!", 33),
    FAULT("✗", 31);

    private final String sign;
    private final int colour;

    Level(String sign, int colour) {
      this.sign = sign;
      this.colour = colour;
    }

    /** Returns the sign that begins its line. */
    public String sign() {
      return sign;
    }

    /** Returns the number by which a terminal knows its colour. */
    public int colour() {
      return colour;
    }
  }

  public Finding {
    fixes = List.copyOf(fixes);
  }

  /** It is right. */
  public static Finding ok(String says) {
    return new Finding(Level.OK, says, List.of());
  }

  /** It was not asked; says why. */
  public static Finding skipped(String says) {
    return new Finding(Level.SKIPPED, says, List.of());
  }

  /** It works, and will not for long, or not for all. */
  public static Finding warning(String says, String fix) {
    return new Finding(Level.WARNING, says, List.of(fix));
  }

  /** Jobs wait or will wait for it. */
  public static Finding fault(String says, String fix) {
    return new Finding(Level.FAULT, says, List.of(fix));
  }

  /** Returns one finding for all of them: what is worst, as often as it was found. */
  public static Finding all(List<Finding> findings) {
    Level worst =
        findings.stream().map(Finding::level).max(Comparator.naturalOrder()).orElse(Level.SKIPPED);
    List<Finding> told =
        findings.stream()
            .filter(it -> it.level == worst || (worst == Level.FAULT && it.isBad()))
            .toList();
    return new Finding(
        worst,
        told.isEmpty()
            ? "nothing to ask"
            : told.stream().map(Finding::says).distinct().collect(Collectors.joining("; ")),
        told.stream().flatMap(it -> it.fixes.stream()).distinct().toList());
  }

  /** Returns whether something else that needs this had better not be asked. */
  boolean stops() {
    return level == Level.FAULT || level == Level.SKIPPED;
  }

  /** Returns whether there is something to do. */
  public boolean isBad() {
    return level == Level.FAULT || level == Level.WARNING;
  }
}
