package dev.mayfly.workflows;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The job that a life is responsible for, as its forge knows it. Names come from whoever wrote the
 * workflow file: they are data, to be escaped wherever they are shown.
 *
 * @param id the forge's id of the job, the {@code workflow_job.id} of every webhook about it.
 * @param repository {@code owner/name}.
 * @param scope where runners for it register.
 * @param url the job's page, for a person to open; absent on forges that send none.
 */
public record JobRef(
    String forge,
    long id,
    long runId,
    String repository,
    Scope scope,
    String name,
    @Nullable String workflow,
    @Nullable String url) {

  public JobRef {
    requireNonNull(forge, "forge");
    requireNonNull(repository, "repository");
    requireNonNull(scope, "scope");
    requireNonNull(name, "name");
  }
}
