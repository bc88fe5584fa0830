package dev.mayfly.workflows.fleet;

import java.util.Set;

/**
 * An ability that a forge may have or lack. Each kind of forge has its defaults, and {@code
 * forges.<forge>.capabilities} says otherwise where a version differs: it is configured, never
 * guessed.
 */
public enum Capability {
  // What Gitea has was seen on 1.26; what Azure DevOps has stands in its documentation.
  /** Makes just-in-time configurations ({@code registration: jit}). */
  JIT("jit", Forge.Type.GITHUB, Forge.Type.GHES),
  /** Has runner groups ({@code runnerGroup}). */
  RUNNER_GROUPS("runnerGroups", Forge.Type.GITHUB, Forge.Type.GHES),
  /** Lists the deliveries of a webhook and repeats them. */
  DELIVERIES("deliveries", Forge.Type.GITHUB, Forge.Type.GHES),
  /** Cancels a run by GitHub's API ({@code cancelRunWhenSpent}). */
  CANCEL("cancel", Forge.Type.GITHUB, Forge.Type.GHES),
  /** Lists the jobs of an organization or repository by status. Rule gitea-jobs-by-status. */
  JOBS_BY_STATUS("jobsByStatus", Forge.Type.GITEA),
  /** Its registration tokens expire; otherwise one is good until an administrator resets it. */
  TOKEN_EXPIRY("tokenExpiry", Forge.Type.GITHUB, Forge.Type.GHES),
  /** Lists registrations by name. */
  NAME_FILTER("nameFilter", Forge.Type.GITHUB, Forge.Type.GHES, Forge.Type.AZURE_DEVOPS),
  /** Refuses to remove a registration that has a job. */
  BUSY_GUARD("busyGuard", Forge.Type.GITHUB, Forge.Type.GHES),
  /** Runs a job again under the id that it had. Rule gitea-job-ids. */
  JOB_IDS_REUSED("jobIdsReused", Forge.Type.GITEA),
  /**
   * Compares the labels of job and runner exactly, capital letters included (go-gitea/gitea,
   * models/actions/task.go: {@code isSubset} of plain strings). Rule gitea-labels-exact.
   */
  EXACT_LABELS("exactLabels", Forge.Type.GITEA);

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<Forge.Type> types;

  Capability(String key, Forge.Type... types) {
    this.key = key;
    this.types = Set.of(types);
  }

  /** Its name in the configuration. */
  public String key() {
    return key;
  }

  boolean byDefault(Forge.Type type) {
    return types.contains(type);
  }
}
