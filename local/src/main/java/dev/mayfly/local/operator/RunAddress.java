package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a run, which stands for its job where it has but one. */
final class RunAddress {

  // As GitHub's pages have it, also of an attempt; with a job at its end it is the job's.
  private static final Pattern RUN =
      Pattern.compile(
          "https?://[^\\s?#]+/([\\w.-]+/[\\w.-]+)/actions/runs/(\\d+)(?:/attempts/\\d+)?/?(?:[?#]\\S*)?");
  private static final int MOST = 50; // each is asked for its address

  private RunAddress() {}

  /** Returns the life of the run's job, and what names no run as it is. */
  static String resolve(ConsoleClient client, String words) {
    Matcher run = RUN.matcher(words);
    if (!run.matches()) {
      return words;
    }
    List<String> lives = lives(client, run.group(1), "/runs/" + run.group(2) + "/job/");
    if (lives.size() == 1) {
      return lives.get(0);
    }
    throw lives.isEmpty()
        ? ConsoleException.answered(
            404, "no job of that run is among the last " + MOST + " of " + run.group(1))
        : ConsoleException.answered(
            400, "that run has several jobs, name one: " + String.join(", ", lives));
  }

  private static List<String> lives(ConsoleClient client, String repository, String run) {
    List<String> lives = new ArrayList<>();
    String list = "jobs?state=all&limit=" + MOST + "&repository=";
    for (JsonNode job : client.get(list + ConsoleClient.encoded(repository)).json().path("jobs")) {
      String life = job.path("life").asText("");
      JsonNode explanation =
          client.get("jobs/" + ConsoleClient.encoded(life) + "/explanation").json();
      if (explanation.path("url").asText("").contains(run)) {
        lives.add(life);
      }
    }
    return lives;
  }
}
