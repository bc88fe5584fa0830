package dev.mayfly.workflows.id;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_DEFAULT;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The job that a life is responsible for, as its forge knows it. Names come from the author of the
 * workflow file: they are data, to be escaped wherever they are shown.
 *
 * @param id the forge's id of the job, the {@code workflow_job.id} of every webhook about it; of
 *     Azure DevOps a number made of the request's key.
 * @param repository {@code owner/name}; of Azure DevOps {@code organization/project}.
 * @param scope where runners for it register.
 * @param url the job's page, for a person to open; absent on forges that send none.
 * @param attempt of Azure DevOps: which attempt at the job this is, from 1.
 */
public record JobRef(
    String forge,
    long id,
    @JsonInclude(NON_DEFAULT) long runId,
    String repository,
    Scope scope,
    String name,
    @Nullable String workflow,
    @Nullable String url,
    @Nullable Integer attempt) {

  @JsonCreator
  public JobRef {
    requireNonNull(forge, "forge");
    requireNonNull(repository, "repository");
    requireNonNull(scope, "scope");
    requireNonNull(name, "name");
  }

  /** Of a forge whose job ids differ from attempt to attempt. */
  public JobRef(
      String forge,
      long id,
      long runId,
      String repository,
      Scope scope,
      String name,
      @Nullable String workflow,
      @Nullable String url) {
    this(forge, id, runId, repository, scope, name, workflow, url, null);
  }

  /**
   * Returns what a step needs that has to do with a runner, which may get another job: where its
   * like register, and whose it is. A life's input has the rest, and each step would say it again.
   */
  public JobRef ofRunner() {
    return new JobRef(forge, id, 0, "", scope, "", null, null, null);
  }
}
