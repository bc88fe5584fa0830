package dev.mayfly.workflows.inquiry;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Which job it is about.
 *
 * @param repository {@code owner/name}, as the job's address has it.
 * @param pool whose nodes it is about, on which the job's task waits to be started; absent: it is
 *     about the job.
 */
public record JobQuestion(String forge, String repository, long job, @Nullable String pool) {

  public JobQuestion {
    requireNonNull(forge, "forge");
    requireNonNull(repository, "repository");
  }
}
