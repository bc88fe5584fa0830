package dev.mayfly.local.operator;

import dev.mayfly.local.operator.ConsoleClient.Part;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./mayfly logs}: what a runner has written. */
@Command(
    name = "logs",
    description = {
      "Prints what a runner of a job has written, from its node; not the steps of the job, which",
      "are at its forge. Control characters are shown, and never sent to the terminal."
    })
public final class LogsCommand extends OperatorCommand {

  @Parameters(paramLabel = "JOB", description = Wording.JOB)
  private String job = "";

  @Option(
      names = {"-f", "--follow"},
      description = "looks every 2 s for what is new, until its task is over")
  private boolean follow;

  @Option(names = "--stderr", description = "what it has written to its error output")
  private boolean stderr;

  @Option(
      names = "--attempt",
      paramLabel = "N",
      description = "of this runner of the job, from 1; otherwise of the newest")
  private @Nullable Integer attempt;

  @Override
  protected int run(ConsoleClient client) throws InterruptedException {
    if (isJson()) {
      throw new IllegalArgumentException("a log is text: leave out --output");
    }
    Part part = client.part(pathOf(client, job) + "/log?" + query());
    boolean endsLine = print(part, true);
    while (part.next() != null && (!part.waits() || (follow && around().pause().isOver()))) {
      Part later = later(client, part.next());
      endsLine = print(later, endsLine);
      part = later;
    }
    if (!endsLine) {
      out().println();
    }
    return 0;
  }

  private String query() {
    return "file="
        + (stderr ? "stderr" : "stdout")
        + (attempt == null ? "" : "&attempt=" + attempt);
  }

  /** Once it has been read, a log that is there no more has come to its end. */
  private Part later(ConsoleClient client, String next) {
    try {
      return client.part("jobs/" + next);
    } catch (ConsoleException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      note(String.valueOf(e.getMessage()));
      return new Part("", null, false);
    }
  }

  private boolean print(Part part, boolean endedLine) {
    String text = Visible.lines(part.text());
    out().print(text);
    out().flush();
    return text.isEmpty() ? endedLine : text.endsWith("\n");
  }
}
