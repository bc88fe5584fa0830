package dev.mayfly.worker.forge.http;

/**
 * One way to sign in at a forge, with its own limits and cache.
 *
 * @param name for people.
 * @param answers the latest ones with an entity tag; GitHub's tags hold for one credential only.
 */
public record Credential(String name, ForgeAuth auth, RequestLimiter limiter, ETagCache answers) {

  // Some 300 full pages of registrations, or the queues of some thousand repositories.
  private static final long MOST_CACHED_BYTES = 16L << 20;

  public Credential(String name, ForgeAuth auth, RequestLimiter limiter) {
    this(name, auth, limiter, new ETagCache(MOST_CACHED_BYTES));
  }
}
