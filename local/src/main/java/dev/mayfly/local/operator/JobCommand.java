package dev.mayfly.local.operator;

import dev.mayfly.local.operator.ConsoleClient.Answer;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.State;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./mayfly job}: all of one job, or what becomes of it. */
@Command(name = "job", description = "Tells of one job why, what happened, and of its runners.")
public final class JobCommand extends OperatorCommand {

  private static final Set<State> OVER =
      Set.of(State.DONE, State.NOT_NEEDED, State.CANCELLED, State.GIVEN_UP);

  @Parameters(paramLabel = "JOB", description = Wording.JOB)
  private String job = "";

  @Option(names = "--watch", description = "looks every 2 s and tells what changed, to its end")
  private boolean watch;

  @Override
  protected int run(ConsoleClient client) throws InterruptedException {
    String path = pathOf(client, job);
    Answer last = client.get(path);
    Explanation told = explanation(last);
    State state = told.state();
    print(last, it -> painted(JobText.of(it.json(), now()), state));
    while (watch && !OVER.contains(told.state()) && around().pause().isOver()) {
      Answer next = client.get(path);
      Explanation before = told;
      Explanation now = explanation(next);
      if (!now.equals(before)) {
        print(next, it -> JobText.later(now, before.story().size()));
      }
      told = now;
    }
    return Explained.exitCode(told.state());
  }

  private static Explanation explanation(Answer job) {
    return Explained.read(job.json().path("explanation"));
  }
}
