package dev.mayfly.acceptance.crash;

import dev.mayfly.acceptance.crash.KillPoint.Kind;
import java.util.Locale;

/**
 * One job in the matrix. Every scenario has a pool, and so a label, of its own: its runner cannot
 * take another scenario's job.
 *
 * @param number tells the jobs of a fleet apart, which share a pool; 1 elsewhere.
 * @param take 1, unless the kill point was missed before: then it is tried again with another job.
 */
record Scenario(KillPoint killPoint, Victim killed, int number, int take) {

  static final int MOST_TAKES = 4;

  static Scenario of(KillPoint killPoint, Victim killed, int number) {
    return new Scenario(killPoint, killed, number, 1);
  }

  Scenario take(int which) {
    return new Scenario(killPoint, killed, number, which);
  }

  /** Returns its name as Mayfly's configuration, a label and a file can have it. */
  String pool() {
    String killPoint = killPoint().name().toLowerCase(Locale.ROOT).replace("_", "");
    return killPoint + killed.name().toLowerCase(Locale.ROOT).charAt(0) + take;
  }

  String name() {
    return pool() + "-" + number;
  }

  /**
   * A token is asked for by scope and nothing else, so a scenario that is killed then has a scope
   * of its own.
   */
  boolean hasOwnScope() {
    return killPoint == KillPoint.MINT || killPoint == KillPoint.MINT_DONE;
  }

  String repository() {
    return hasOwnScope() ? "acme/" + pool() : "acme/app";
  }

  boolean isFleet() {
    return killPoint.kind == Kind.FLEET;
  }

  String batchJob() {
    return "mayfly-" + pool() + "-1";
  }
}
