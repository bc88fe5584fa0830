package dev.mayfly.workflows;

/**
 * What a forge may or may not be able to do. Each kind of forge has its defaults, and {@code
 * forges.<forge>.capabilities} says otherwise where a version differs: it is configured, never
 * guessed.
 */
public enum Capability {
  // Gitea's column: seen on 1.26. github, ghes, gitea:
  /** Makes just-in-time configurations ({@code registration: jit}). */
  JIT("jit", true, true, false),
  /** Has runner groups ({@code runnerGroup}). */
  RUNNER_GROUPS("runnerGroups", true, true, false),
  /** Lists the deliveries of a webhook and repeats them. */
  DELIVERIES("deliveries", true, true, false),
  /** Cancels a run by API. */
  CANCEL("cancel", true, true, false),
  /** Lists the jobs of an organization or repository by status. */
  JOBS_BY_STATUS("jobsByStatus", false, false, true),
  /** Its registration tokens expire; otherwise one is good until somebody resets it. */
  TOKEN_EXPIRY("tokenExpiry", true, true, false),
  /** Lists registrations by name. */
  NAME_FILTER("nameFilter", true, true, false),
  /** Refuses to remove a registration that has a job. */
  BUSY_GUARD("busyGuard", true, true, false),
  /** Runs a job again under the id that it had. */
  JOB_IDS_REUSED("jobIdsReused", false, false, true);

  private final String key;
  private final boolean onGitHub;
  private final boolean onGhes;
  private final boolean onGitea;

  Capability(String key, boolean onGitHub, boolean onGhes, boolean onGitea) {
    this.key = key;
    this.onGitHub = onGitHub;
    this.onGhes = onGhes;
    this.onGitea = onGitea;
  }

  /** Its name in the configuration. */
  public String key() {
    return key;
  }

  boolean byDefault(Forge.Type type) {
    return switch (type) {
      case GITHUB -> onGitHub;
      case GHES -> onGhes;
      case GITEA -> onGitea;
    };
  }
}
