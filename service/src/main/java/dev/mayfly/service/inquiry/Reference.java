package dev.mayfly.service.inquiry;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A job as a person names it.
 *
 * @param repository {@code owner/name}; absent unless it was named by its address.
 */
public record Reference(LifeId life, @Nullable String repository) {

  // The page of a job at GitHub: …/OWNER/NAME/actions/runs/RUN/job/JOB; of the API: …/jobs/JOB.
  private static final Pattern PAGE =
      Pattern.compile(
          "https?://[^\\s?#]+?/([\\w.-]+/[\\w.-]+)/actions/(?:[\\w/]+/)?jobs?/(\\d+)(?:[/?#]\\S*)?");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  /**
   * Reads a job's address, its id, its life's id, or the name of one of its runners.
   *
   * @param installation whose life it is, where the words do not say.
   * @param forge whose job it is, where the words do not say.
   * @throws IllegalArgumentException when it is none of these; the message says what is.
   */
  public static Reference read(String words, String installation, String forge) {
    Optional<RunnerName> runner = RunnerName.parse(words);
    if (runner.isPresent()) {
      return new Reference(runner.get().life(), null);
    }
    Matcher page = PAGE.matcher(words);
    String id = page.matches() ? page.group(2) : words;
    return LifeId.parse(words)
        .or(
            () ->
                NUMBER.matcher(id).matches()
                    ? Optional.of(new LifeId(installation, forge, Long.parseLong(id)))
                    : Optional.empty())
        .map(life -> new Reference(life, page.matches() ? page.group(1) : null))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "not a job: "
                        + words
                        + "; expected its address (…/actions/runs/9182/job/29679449526), its id,"
                        + " its life (mayfly-github-29679449526) or one of its runners"));
  }

  /** For people. */
  public String inWords() {
    return "job " + life.jobId() + " of forge " + life.forge();
  }
}
