package dev.mayfly.local.operator;

import dev.mayfly.local.operator.ConsoleClient.Answer;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./mayfly open}: where a browser shows a job. */
@Command(name = "open", description = "Prints the address of a job's page in the console.")
public final class OpenCommand extends OperatorCommand {

  @Parameters(paramLabel = "JOB", description = Wording.JOB)
  private String job = "";

  @Override
  protected int run(ConsoleClient client) {
    Answer answer = client.get(pathOf(client, job));
    String life = answer.json().path("life").asText("");
    print(answer, it -> List.of(client.page("jobs/" + ConsoleClient.encoded(life))));
    return 0;
  }
}
