package dev.mayfly.standin.runner;

import java.util.Map;
import java.util.Optional;

/**
 * The moment at which a stand-in runner dies, as a container does whose node fails: at once,
 * without a word to anybody. The forge gives a job back that was given to a runner and not begun;
 * one that was begun fails when its lease has lapsed.
 */
public enum Death {
  /** The node cannot start the container, so the runner itself never sees this one. */
  UNSTARTED("before it started"),
  UNREGISTERED("before it registered"),
  OFFLINE("registered, not yet online"),
  IDLE("online and idle"),
  GIVEN_A_JOB("given a job, not begun"),
  AT_WORK("at work");

  /** The variable that tells a runner its moment. */
  public static final String VARIABLE = "STAND_IN_DEATH";

  /** The exit code of a container that was killed. */
  public static final int EXIT_CODE = 137;

  private final String words;

  Death(String words) {
    this.words = words;
  }

  /** Returns whether the runner's job, where it had one, dies with it. */
  public boolean costsAJob() {
    return this == AT_WORK;
  }

  /** When, for people. */
  public String words() {
    return words;
  }

  /** The moment that these variables tell. */
  static Optional<Death> of(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE)).map(Death::valueOf);
  }
}
