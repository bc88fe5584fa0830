package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.StandInSettings.Patience;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code stand-in github}: starts one from the words of a command line. */
public final class GitHubStandInCommand {

  public static final String USAGE =
      """
      stand-in github --port P [--token T] [--webhook URL] [--secret S] [--org acme]
                      [--dialect github|gitea|azure-devops] [--rate-limit N] [--app FILE]
                      [--payload FILE [--labels a,b]] [--patience github|short]
      """;

  private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);
  private static final List<String> OPTIONS =
      List.of(
          "port",
          "token",
          "webhook",
          "secret",
          "org",
          "payload",
          "labels",
          "patience",
          "dialect",
          "rate-limit",
          "app");

  private GitHubStandInCommand() {}

  /**
   * Starts one and says where it is; the caller closes it. With {@code --app} it has a GitHub App
   * besides, whose new private key it writes into that file, and whose the webhook then is.
   *
   * @throws IllegalArgumentException for an option that it does not know, or without its value.
   * @throws IOException when the payload's file cannot be read, or the key's not written.
   */
  public static GitHubStandIn start(List<String> words, PrintStream out) throws IOException {
    Map<String, String> given = parse(words);
    StandInSettings settings = settings(given);
    String keyFile = given.get("app");
    if (keyFile != null) {
      LocalApp app = LocalApp.make(1, TOKEN_LIFETIME);
      Files.writeString(Path.of(keyFile), app.privateKey());
      settings = settings.withApps(List.of(app.known()));
      out.println("App 1 is installed on " + settings.organization() + ", its key in " + keyFile);
    }
    GitHubStandIn standIn = GitHubStandIn.start(settings);
    out.println(
        name(standIn) + " stands in at " + standIn.webUrl() + ", its API at " + standIn.apiUrl());
    out.println("queue a run:  curl --data-binary @ci.yml " + standIn.webUrl() + "/_queue");
    String payload = given.get("payload");
    if (payload != null) {
      String labels = given.getOrDefault("labels", "");
      long job =
          standIn.queueRecorded(
              Files.readAllBytes(Path.of(payload)),
              labels.isBlank() ? List.of() : Arrays.asList(labels.split(",", -1)));
      out.println("delivered " + payload + ", job " + job);
    }
    return standIn;
  }

  private static String name(GitHubStandIn standIn) {
    return switch (standIn.dialect()) {
      case GITHUB -> "GitHub";
      case GITEA -> "Gitea";
      case AZURE_DEVOPS -> "Azure DevOps";
    };
  }

  static StandInSettings settings(Map<String, String> given) {
    StandInSettings standard = StandInSettings.DEFAULT;
    StandInSettings settings =
        standard
            .withPort(port(given.getOrDefault("port", "0")))
            .withToken(given.getOrDefault("token", standard.token()))
            .withOrganization(given.getOrDefault("org", standard.organization()))
            .withPatience(patience(given.getOrDefault("patience", "github")))
            .withDialect(dialect(given.getOrDefault("dialect", "github")))
            .withRateLimit(rateLimit(given.getOrDefault("rate-limit", "15000")));
    String webhook = given.get("webhook");
    return webhook == null
        ? settings
        : settings.withWebhook(
            URI.create(webhook), given.getOrDefault("secret", standard.secret()));
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException("--port takes a number from 0 to 65535, not " + text);
    }
    return Integer.parseInt(text);
  }

  private static Dialect dialect(String text) {
    return switch (text) {
      case "github" -> Dialect.GITHUB;
      case "gitea" -> Dialect.GITEA;
      case "azure-devops" -> Dialect.AZURE_DEVOPS;
      default ->
          throw new IllegalArgumentException(
              "--dialect is github, gitea or azure-devops, not " + text);
    };
  }

  private static int rateLimit(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("--rate-limit takes requests an hour, not " + text);
    }
    return Integer.parseInt(text);
  }

  private static Patience patience(String text) {
    return switch (text) {
      case "github" -> Patience.OF_GITHUB;
      case "short" -> Patience.SHORT;
      default -> throw new IllegalArgumentException("--patience is github or short, not " + text);
    };
  }

  private static Map<String, String> parse(List<String> words) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      String option = words.get(i).replaceFirst("^--", "");
      if (!OPTIONS.contains(option) || i + 1 == words.size()) {
        throw new IllegalArgumentException("not understood: " + words.get(i) + "\n" + USAGE);
      }
      given.put(option, words.get(i + 1));
    }
    return given;
  }
}
