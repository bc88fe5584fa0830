package dev.mayfly.local.trial;

import dev.mayfly.service.secret.Secret;
import dev.mayfly.worker.ForgeCredentials;
import dev.mayfly.worker.WorkerApplication;
import dev.mayfly.worker.WorkerConfiguration;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The repository of a trial, at its forge. */
record TrialForge(ForgeApi api, String repository) {

  /** The permissions that a token must have. */
  static final String NEEDS =
      "A classic token needs the scope repo, a fine-grained one the repository permissions"
          + " Administration (read and write) and Actions (read-only), one of Gitea"
          + " write:repository; its owner must administer the repository";

  /**
   * Finds it; asks nothing yet.
   *
   * @param url of an API; absent: GitHub's.
   * @throws IllegalArgumentException for what is no repository, no API, or no token.
   */
  static TrialForge of(@Nullable URI url, String repository, String token) {
    List<Scope> scopes = List.of(Scope.ofRepository(repository));
    Forge forge = new Forge(type(url), url, null, scopes, null, null, null);
    String name = name(forge.type());
    WorkerConfiguration asked =
        new WorkerConfiguration(
            new Fleet("trial", Map.of(name, forge), List.of()),
            null,
            Map.of(name, new ForgeCredentials(Secret.of(token), null, null, null, null, null)),
            null,
            null,
            null,
            null,
            null,
            null);
    return new TrialForge(WorkerApplication.forge(asked, name), repository);
  }

  private static Forge.Type type(@Nullable URI url) {
    if (url == null) {
      return Forge.Type.GITHUB;
    }
    String path = url.toString().replaceFirst("/+$", "");
    return List.of(Forge.Type.GHES, Forge.Type.GITEA).stream()
        .filter(type -> path.endsWith(type.apiPath()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--url takes the address of an API, https://HOST/api/v3 of a GitHub Enterprise"
                        + " Server or https://HOST/api/v1 of a Gitea, not "
                        + url));
  }

  Forge.Type type() {
    return api.forge().type();
  }

  URI apiUrl() {
    return api.forge().apiUrl();
  }

  /** Returns whether it is a stand-in here, which containers reach by the host's network alone. */
  boolean isOnLoopback() {
    return List.of("127.0.0.1", "localhost").contains(apiUrl().getHost());
  }

  /** Returns its name in files and ids. */
  String name() {
    return name(type());
  }

  private static String name(Forge.Type type) {
    return type == Forge.Type.GITEA ? "gitea" : "github";
  }

  /**
   * Checks that the repository is there, that strangers cannot have code run by it, and that the
   * token may do what Mayfly needs: register runners and find queued jobs.
   *
   * <p>"We recommend that you only use self-hosted runners with private repositories. This is
   * because forks of your public repository can potentially run dangerous code on your self-hosted
   * runner machine" (GitHub Docs: Adding self-hosted runners, Warning).
   *
   * @throws IllegalArgumentException saying what is missing, and what to do.
   */
  void check(boolean allowPublic) {
    boolean everybodys = ask("see the repository", () -> api.queue().isPublic(repository));
    if (everybodys && !allowPublic) {
      throw new IllegalArgumentException(
          repository
              + " is public: whoever forks it can have code run on this machine by a pull request,"
              + " and GitHub advises against runners of one's own there. Take a private repository,"
              + " or say --allow-public");
    }
    boolean unused =
        ask("register runners", () -> !api.registrationToken(scope()).token().isEmpty());
    unused = ask("list its runs", () -> api.queue().runs(repository, "queued").calls() > 0);
  }

  private boolean ask(String what, BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (ForgeException e) {
      throw new IllegalArgumentException(
          "GITHUB_TOKEN cannot %s (%s): %s".formatted(what, repository, advice(e.status()))
              + "\n"
              + e.getMessage(),
          e);
    }
  }

  // GitHub Docs, Troubleshooting the REST API: 401 for what is no credential, 404 and 403 for what
  // it may not see or do. REST API endpoints for self-hosted runners: "Authenticated users must
  // have admin access to the repository".
  private static String advice(int status) {
    return switch (status) {
      case 401 -> "it has expired, was revoked, or is another forge's; make a new one";
      case 403 ->
          "it lacks a permission. " + NEEDS + ", and an organization may have to approve it";
      case 404 -> "there is no such repository, or it may not see it. Compare the name. " + NEEDS;
      default -> "the forge does not answer as it should; try again, and compare --url";
    };
  }

  private Scope scope() {
    return Scope.ofRepository(repository);
  }

  /** Removes the registrations that bear a name of this installation; returns those that stay. */
  List<String> removeRunners(String installation) {
    return api.runners(scope()).runners().stream()
        .filter(
            runner ->
                RunnerName.parse(runner.name())
                    .filter(its -> its.life().installation().equals(installation))
                    .isPresent())
        .filter(runner -> api.delete(scope(), runner.id()).isRefused())
        .map(RunnerSnapshot::name)
        .toList();
  }
}
