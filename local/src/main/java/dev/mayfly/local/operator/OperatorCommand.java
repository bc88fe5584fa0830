package dev.mayfly.local.operator;

import dev.mayfly.local.operator.ConsoleClient.Answer;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command whose result is the console's answer, as text or as it came. */
@Command(
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:bad news: the job needs help, or is not served",
      "2:misuse",
      "3:not found",
      "4:the console is away, or what it needs",
      "5:refused"
    })
public abstract class OperatorCommand extends ClientCommand {

  /** The form in which it is printed. */
  enum Output {
    TEXT,
    JSON
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      description = "what to print; JSON is the console's answer")
  private Output output = Output.TEXT;

  /** Explains a job in the console's words, and returns the exit code that goes with its state. */
  protected final int explain(ConsoleClient client, String job) {
    Answer answer = client.get(pathOf(client, job) + "/explanation");
    Explanation explanation = Explained.read(answer.json());
    print(answer, it -> painted(explanation.text(now()), explanation.state()));
    return Explained.exitCode(explanation.state());
  }

  /** Returns whether JSON is to be printed. */
  protected final boolean isJson() {
    return output == Output.JSON;
  }

  /** Returns the lines with the state that they begin with in its colour, where that is wanted. */
  final List<String> painted(List<String> lines, State state) {
    if (!around().hasColours()) {
      return lines;
    }
    String colour = Explained.exitCode(state) == 0 ? "32" : "31"; // ECMA-48, 8.3.117: green, red
    List<String> painted = new ArrayList<>(lines);
    painted.set(0, lines.get(0).replaceFirst("^[A-Z ]+", "\033[1;" + colour + "m$0\033[0m"));
    return painted;
  }

  /** Prints an answer as it is asked for. */
  final void print(Answer answer, Function<Answer, List<String>> text) {
    if (isJson()) {
      out().println(Visible.json(answer.body()));
    } else {
      text.apply(answer).forEach(out()::println);
    }
  }
}
