package dev.mayfly.local.operator;

import dev.mayfly.local.operator.ConsoleClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code ./mayfly top}: what there is now, drawn anew every 2 s. */
@Command(
    name = "top",
    description = {
      "Shows counts, pools and jobs, and draws them anew every 2 s, until Ctrl-C.",
      "Where there is no terminal it shows them once."
    })
public final class TopCommand extends OperatorCommand {

  // Each pool is a question to Temporal, and the jobs are one for all: two a second are allowed.
  static final int ROUNDS_OF_POOLS = 5;
  static final Duration AGE_OF_POOLS = Surroundings.LOOK.multipliedBy(ROUNDS_OF_POOLS);
  private static final String JOBS = "jobs?state=open&limit=1000";
  private static final int USUAL_LINES = 40;

  @Override
  protected int run(ConsoleClient client) throws InterruptedException {
    Answer jobs = client.get(JOBS);
    Answer pools = client.get("pools");
    show(jobs, pools, null);
    boolean again = around().person() != null;
    for (int round = 1; again && around().pause().isOver(); round++) {
      String trouble = null;
      try {
        jobs = client.get(JOBS);
        pools = round % ROUNDS_OF_POOLS == 0 ? client.get("pools") : pools;
      } catch (ConsoleException e) {
        trouble = e.getMessage();
      }
      show(jobs, pools, trouble);
    }
    return 0;
  }

  private void show(Answer jobs, Answer pools, @Nullable String trouble) {
    boolean draws = around().person() != null && !isJson();
    print(jobs, it -> draws ? List.of() : lines(jobs, pools, trouble));
    if (draws) {
      out().print(TopScreen.drawn(lines(jobs, pools, trouble)));
      out().flush();
    }
  }

  private List<String> lines(Answer jobs, Answer pools, @Nullable String trouble) {
    int height = height() - (trouble == null ? 0 : 1);
    List<String> lines = new ArrayList<>(TopScreen.lines(jobs.json(), pools.json(), now(), height));
    if (trouble != null) {
      lines.add(0, trouble);
    }
    return lines;
  }

  /** As the launcher was told by the terminal. */
  private int height() {
    String lines = around().environment().getOrDefault("LINES", "");
    return lines.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(lines) : USUAL_LINES;
  }
}
