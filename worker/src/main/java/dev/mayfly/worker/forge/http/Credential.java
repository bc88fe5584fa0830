package dev.mayfly.worker.forge.http;

/**
 * One way to sign in at a forge, with what belongs to it alone.
 *
 * @param name for people.
 * @param known what the forge told it, which it may ask to be confirmed; GitHub's entity tags hold
 *     for one credential only.
 */
public record Credential(String name, ForgeAuth auth, RequestLimiter traffic, ETagCache known) {

  // Some 300 full pages of registrations, or the queues of some thousand repositories.
  private static final long MOST_KNOWN_BYTES = 16L << 20;

  public Credential(String name, ForgeAuth auth, RequestLimiter traffic) {
    this(name, auth, traffic, new ETagCache(MOST_KNOWN_BYTES));
  }
}
