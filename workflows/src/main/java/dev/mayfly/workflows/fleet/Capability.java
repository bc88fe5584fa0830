package dev.mayfly.workflows.fleet;

/**
 * An ability that a forge may have or lack. Each kind of forge has its defaults, and {@code
 * forges.<forge>.capabilities} says otherwise where a version differs: it is configured, never
 * guessed.
 */
public enum Capability {
  // Gitea's column: seen on 1.26; that of Azure DevOps: its documentation. github, ghes, gitea,
  // azure-devops:
  /** Makes just-in-time configurations ({@code registration: jit}). */
  JIT("jit", true, true, false, false),
  /** Has runner groups ({@code runnerGroup}). */
  RUNNER_GROUPS("runnerGroups", true, true, false, false),
  /** Lists the deliveries of a webhook and repeats them. */
  DELIVERIES("deliveries", true, true, false, false),
  /** Cancels a run by API. */
  CANCEL("cancel", true, true, false, true),
  /** Lists the jobs of an organization or repository by status. Rule gitea-jobs-by-status. */
  JOBS_BY_STATUS("jobsByStatus", false, false, true, false),
  /** Its registration tokens expire; otherwise one is good until an administrator resets it. */
  TOKEN_EXPIRY("tokenExpiry", true, true, false, false),
  /** Lists registrations by name. */
  NAME_FILTER("nameFilter", true, true, false, true),
  /** Refuses to remove a registration that has a job. */
  BUSY_GUARD("busyGuard", true, true, false, false),
  /** Runs a job again under the id that it had. Rule gitea-job-ids. */
  JOB_IDS_REUSED("jobIdsReused", false, false, true, false),
  /**
   * Compares the labels of job and runner exactly, capital letters included (go-gitea/gitea,
   * models/actions/task.go: {@code isSubset} of plain strings). Rule gitea-labels-exact.
   */
  EXACT_LABELS("exactLabels", false, false, true, false);

  private final String key;
  private final boolean onGitHub;
  private final boolean onGhes;
  private final boolean onGitea;
  private final boolean onAzureDevOps;

  Capability(String key, boolean onGitHub, boolean onGhes, boolean onGitea, boolean onAzureDevOps) {
    this.key = key;
    this.onGitHub = onGitHub;
    this.onGhes = onGhes;
    this.onGitea = onGitea;
    this.onAzureDevOps = onAzureDevOps;
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
      case AZURE_DEVOPS -> onAzureDevOps;
    };
  }
}
