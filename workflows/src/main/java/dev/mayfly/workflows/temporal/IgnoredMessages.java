package dev.mayfly.workflows.temporal;

import io.temporal.failure.ApplicationFailure;

/** The signals that a workflow ignored. Their senders have no answer, so its status says so. */
public final class IgnoredMessages {

  private static final int LONGEST = 500;

  private int many;
  private String last = "";

  /**
   * @param why in a sentence that names the signal.
   */
  public void add(String why) {
    many++;
    last = OneLine.of(why, LONGEST);
  }

  /** Does what a signal wants, unless that is refused. */
  public void heed(String signal, Runnable wish) {
    try {
      wish.run();
    } catch (ApplicationFailure refused) {
      if (!FailureType.REFUSED.equals(refused.getType())) {
        throw refused;
      }
      add("signal " + signal + ": " + refused.getOriginalMessage());
    }
  }

  public int count() {
    return many;
  }

  /** Returns what a status has to say of them; empty: nothing. */
  public String line() {
    return many == 0
        ? ""
        : "ignored " + many + (many == 1 ? " message: " : " messages, last: ") + last;
  }
}
