package dev.mayfly.workflows.step;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.temporal.Markdown;

/**
 * The message to the readers of a job's commit.
 *
 * @param life the id of the job's life, by which its notice is found again.
 * @param title a word or a few.
 * @param text Markdown in which nothing is markup that others chose.
 */
public record Notice(JobRef job, String life, String title, String text) {

  public Notice {
    requireNonNull(job, "job");
    requireNonNull(life, "life");
    requireNonNull(title, "title");
    requireNonNull(text, "text");
  }

  /** The same with a sentence after its text, in which nothing becomes markup. */
  public Notice with(String sentence) {
    return new Notice(job, life, title, text + "\n\n" + Markdown.escape(sentence));
  }
}
