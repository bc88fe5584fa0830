package dev.mayfly.acceptance.crash;

import dev.mayfly.acceptance.crash.KillPoint.Kind;
import java.util.Locale;

/**
 * One job in the matrix. Every cell has a pool, and so a label, of its own: its runner cannot take
 * another cell's job.
 *
 * @param number tells the jobs of a fleet apart, which share a pool; 1 elsewhere.
 * @param take 1, unless the moment was missed before: then it is tried again with another job.
 */
record Scenario(KillPoint moment, KilledProcess victim, int number, int take) {

  static final int MOST_TAKES = 4;

  static Scenario of(KillPoint moment, KilledProcess victim, int number) {
    return new Scenario(moment, victim, number, 1);
  }

  Scenario take(int which) {
    return new Scenario(moment, victim, number, which);
  }

  /** As Mayfly's configuration, a label and a file can have it. */
  String pool() {
    String moment = moment().name().toLowerCase(Locale.ROOT).replace("_", "");
    return moment + victim.name().toLowerCase(Locale.ROOT).charAt(0) + take;
  }

  String name() {
    return pool() + "-" + number;
  }

  /**
   * A token is asked for by scope and nothing else, so a cell that is killed then has a scope of
   * its own.
   */
  boolean hasOwnScope() {
    return moment == KillPoint.MINT || moment == KillPoint.MINT_DONE;
  }

  String repository() {
    return hasOwnScope() ? "acme/" + pool() : "acme/app";
  }

  boolean isFleet() {
    return moment.kind() == Kind.FLEET;
  }

  String batchJob() {
    return "mayfly-" + pool() + "-1";
  }
}
