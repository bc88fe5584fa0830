package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** A command that has something done: it asks first, and the history keeps who and why. */
abstract class MessageCommand extends OperatorCommand {

  @Option(names = "--reason", required = true, paramLabel = "WHY", description = Wording.WHY)
  private String reason = "";

  @Option(
      names = {"-y", "--yes"},
      description = "does not ask; needed where there is no terminal")
  private boolean yes;

  private final String kind;
  private final String word;

  /**
   * @param kind of what is told it: job, pool or forge.
   * @param word that it is told.
   */
  MessageCommand(String kind, String word) {
    this.kind = kind;
    this.word = word;
  }

  /** Returns what the one is called that is told it. */
  abstract String named();

  /** Returns where REST takes it. */
  abstract String path(ConsoleClient client);

  final String word() {
    return word;
  }

  /** Adds what the message has besides its reason. */
  void fill(Map<String, Object> body) {}

  @Override
  protected int run(ConsoleClient client) {
    confirm();
    Map<String, Object> body = new HashMap<>();
    body.put("reason", reason);
    fill(body);
    print(client.post(path(client), body), it -> List.of(said(it.json())));
    return 0;
  }

  private static String said(JsonNode answer) {
    return Visible.of(answer.path("said").asText("done"));
  }

  private void confirm() {
    if (yes) {
      return;
    }
    UnaryOperator<String> person = around().person();
    String what = word + " " + kind + " " + named();
    if (person == null) {
      throw new IllegalArgumentException("nobody can be asked here: add --yes to " + what);
    }
    if (!person.apply(Visible.of(what) + "? [y/N]").strip().matches("(?i)y(es)?")) {
      throw ConsoleException.refused("nothing was done");
    }
  }
}
