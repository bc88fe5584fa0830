package dev.mayfly.workflows.inquiry;

import static java.util.Objects.requireNonNull;

/**
 * Which job it is about.
 *
 * @param repository {@code owner/name}, as the job's address has it.
 */
public record JobQuestion(String forge, String repository, long job) {

  public JobQuestion {
    requireNonNull(forge, "forge");
    requireNonNull(repository, "repository");
  }
}
