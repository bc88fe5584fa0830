package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.workflow.JobPlan;
import java.util.Locale;

/**
 * Which forge the stand-in stands in for. The rules that differ are all here, by name; what differs
 * on the wire is in the {@link ForgeProtocol}s. Gitea's were observed on a Gitea 1.26.3 with its
 * runner 1.0.8, those of Azure DevOps are as its documentation has them.
 */
public enum Dialect {
  GITHUB,
  GITEA,
  AZURE_DEVOPS;

  /** Where the API begins, below the forge's address; GitHub's as on GHES. */
  String apiPath() {
    return switch (this) {
      case GITHUB -> "api/v3";
      case GITEA -> "api/v1";
      case AZURE_DEVOPS -> AzureDevOps.ORGANIZATION;
    };
  }

  /** The run before the first one; Gitea counts from 1. */
  long lastRunId() {
    return this == GITHUB ? 10877553300L : 0;
  }

  /** The job before the first one. */
  long lastJobId() {
    return this == GITHUB ? 29679449525L : 0;
  }

  /** The registration before the first one. */
  long lastRunnerId() {
    return this == GITHUB ? 20 : 0;
  }

  /**
   * A token is good for an hour; Gitea has one for each scope that stands until it is reset. Rule
   * gh-registration-token-hour. Rule gitea-standing-token.
   */
  boolean tokensExpire() {
    return this == GITHUB;
  }

  /** No two runners of a scope have the same name. Rule gh-name-unique. Rule gitea-name-twice. */
  boolean keepsNamesUnique() {
    return this != GITEA;
  }

  /**
   * A runner with a job cannot be removed. Rule gh-busy-422. Rule gitea-removes-busy. Rule
   * azdo-busy-refused.
   */
  boolean guardsBusyRunners() {
    return this != GITEA;
  }

  /** The registration of an ephemeral runner that went silent stays; Gitea's goes with its job. */
  boolean keepsLostRunners() {
    return this != GITEA;
  }

  /**
   * That of one that has done its one job stays, too: an agent with {@code --once} just leaves.
   * Rule azdo-once-stays.
   */
  boolean keepsDoneRunners() {
    return this == AZURE_DEVOPS;
  }

  /**
   * Capital letters count (go-gitea/gitea, models/actions/task.go: {@code isSubset}). Rule
   * gitea-labels-exact.
   */
  boolean comparesLabelsExactly() {
    return this == GITEA;
  }

  /** A job's {@code environment} makes it wait for somebody's approval. */
  boolean knowsApproval() {
    return this == GITHUB;
  }

  /** Jobs with needs exist from the start, {@code waiting}; GitHub makes them when due. */
  boolean makesBlockedJobs() {
    return this == GITEA;
  }

  /** Another attempt at a run has the jobs of the first, ids and all. Rule gitea-job-ids. */
  boolean reusesJobs() {
    return this == GITEA;
  }

  /**
   * A cancelled job is over at once, though its runner goes on; GitHub waits for the runner to
   * stop.
   */
  boolean endsCancelledJobsAtOnce() {
    return this == GITEA;
  }

  /** Returns whether what is sent again by hand keeps the id of its first delivery. */
  boolean keepsGuids() {
    return this == GITHUB;
  }

  /** The number of a job that nothing has one for yet: what a life makes of its request. */
  long jobId(long next, WorkflowRun run, JobPlan plan) {
    return this == AZURE_DEVOPS ? AzureDevOps.job(run, plan).id() : next;
  }

  /** Returns its word in a command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
