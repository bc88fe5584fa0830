package dev.mayfly.local.trial;

import dev.mayfly.service.command.CommandLogs;
import dev.mayfly.service.server.ServiceApplication;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./mayfly trial}: the options of a {@link Trial}. */
@Command(
    name = "trial",
    description = {
      "Runs the jobs of a real repository in this machine's Docker, with nothing else.",
      "GITHUB_TOKEN holds the token."
    })
public final class TrialCommand implements Callable<Integer> {

  @Option(
      names = "--repository",
      paramLabel = "OWNER/NAME",
      required = true,
      description = "whose jobs run here")
  String repository = "";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "another forge's API: https://HOST/api/v3 (GitHub Enterprise Server) or"
              + " https://HOST/api/v1 (Gitea)")
  @Nullable URI url;

  @Option(
      names = "--image",
      paramLabel = "NAME",
      description = "the image of runners; default: built from images/linux")
  @Nullable String image;

  @Option(
      names = "--docker",
      description = "jobs get a Docker of their own, which runs in a privileged container")
  boolean docker;

  @Option(
      names = "--docker-image",
      paramLabel = "NAME",
      description = "with --docker: the image of that Docker")
  String dockerImage = "docker:28-dind";

  @Option(
      names = "--allow-public",
      description = "also for a public repository, where strangers can have their code run")
  boolean allowPublic;

  @Override
  public Integer call() throws Exception {
    CommandLogs.silence();
    ServiceApplication.prepareClients();
    new Trial(this, System.getenv(), System.out).run();
    return 0;
  }
}
