package dev.mayfly.standin.forge;

import dev.mayfly.service.command.CommandLogs;
import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** {@code stand-in github}: the options of a {@link GitHubStandIn}, and what starts one. */
@Command(name = "github", description = "GitHub, Gitea or Azure DevOps on loopback.")
public final class GitHubStandInCommand implements Callable<Integer> {

  private static final StandInSettings STANDARD = StandInSettings.DEFAULT;
  private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

  private enum PatienceOf {
    GITHUB,
    SHORT
  }

  @Option(names = "--port", paramLabel = "0..65535", description = "0 for a free one")
  private int port;

  @Option(names = "--token", description = "what API requests must bear")
  private String token = STANDARD.token();

  @Option(names = "--webhook", description = "where events go; default: nowhere")
  private @Nullable URI webhook;

  @Option(names = "--secret", description = "what deliveries are signed with")
  private String secret = STANDARD.secret();

  @Option(names = "--org", description = "the organization")
  private String organization = STANDARD.organization();

  @Option(names = "--dialect", description = "github, gitea or azure-devops")
  private Dialect dialect = STANDARD.dialect();

  @Option(names = "--rate-limit", paramLabel = "1..999999999", description = "answered an hour")
  private int rateLimit = STANDARD.rateLimit();

  @Option(names = "--app", description = "has a GitHub App too; its key goes there")
  private @Nullable Path app;

  @Option(names = "--payload", description = "deliver this recorded payload at once")
  private @Nullable Path payload;

  @Option(
      names = "--labels",
      paramLabel = "A,B",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description = "what the recorded job asks for instead")
  private List<String> labels = List.of();

  @Option(names = "--patience", description = "github, or short: seconds, not minutes")
  private PatienceOf patience = PatienceOf.GITHUB;

  @Override
  public Integer call() throws Exception {
    CommandLogs.silence();
    return Commands.stay(start(System.out));
  }

  /**
   * Starts one and says where it is; the caller closes it. With {@code --app} it has a GitHub App
   * besides, whose new private key it writes into that file, and whose the webhook then is.
   *
   * @throws IOException when the payload's file cannot be read, or the key's not written.
   */
  GitHubStandIn start(PrintStream out) throws IOException {
    StandInSettings settings = settings();
    if (app != null) {
      LocalApp local = LocalApp.make(1, TOKEN_LIFETIME);
      Files.writeString(app, local.privateKey());
      settings = settings.withApps(List.of(local.known()));
      out.println("App 1 is installed on " + organization + ", its key in " + app);
    }
    GitHubStandIn standIn = GitHubStandIn.start(settings);
    out.println(name() + " stands in at " + standIn.webUrl() + ", its API at " + standIn.apiUrl());
    out.println("queue a run:  curl --data-binary @ci.yml " + standIn.webUrl() + "/_queue");
    if (payload != null) {
      long job = standIn.queueRecorded(Files.readAllBytes(payload), labels);
      out.println("delivered " + payload + ", job " + job);
    }
    return standIn;
  }

  private String name() {
    return switch (dialect) {
      case GITHUB -> "GitHub";
      case GITEA -> "Gitea";
      case AZURE_DEVOPS -> "Azure DevOps";
    };
  }

  private StandInSettings settings() {
    StandInSettings settings =
        STANDARD
            .withPort(port)
            .withToken(token)
            .withOrganization(organization)
            .withPatience(patience == PatienceOf.SHORT ? Patience.SHORT : Patience.OF_GITHUB)
            .withDialect(dialect)
            .withRateLimit(rateLimit);
    return webhook == null ? settings : settings.withWebhook(webhook, secret);
  }
}
