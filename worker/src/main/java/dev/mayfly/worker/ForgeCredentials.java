package dev.mayfly.worker;

import static dev.mayfly.service.config.StrictConfiguration.usable;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mayfly.service.entra.EntraAccess;
import dev.mayfly.service.secret.EntraSettings;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.worker.forge.auth.AzureDevOpsAuth;
import dev.mayfly.worker.forge.auth.ForgeSignIn;
import dev.mayfly.worker.forge.auth.RegistrationToken;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.GitHubApp;
import dev.mayfly.workflows.fleet.Forge;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The worker's credentials at a forge, exactly one of token, app and entra, and the settings that
 * only its sweep needs.
 *
 * @param token a personal access token or an OAuth token; see the README for its scopes.
 * @param app one GitHub App, or a list of those that share the work.
 * @param entra of an Azure DevOps, in place of the token.
 * @param webhook the address that the forge's webhooks deliver to, as its hooks have it; absent:
 *     deliveries that failed are not sent again.
 * @param organizations those of an enterprise among the scopes, since no forge lists them.
 * @param waitingCheckAfter how long a job may wait before a check run says so; absent: none does.
 */
public record ForgeCredentials(
    @Nullable Secret token,
    @Valid List<@NotNull AppSettings> app,
    @Valid @Nullable EntraSettings entra,
    @Nullable URI webhook,
    List<@Pattern(regexp = LOGIN, message = "must be the login of an organization") String>
        organizations,
    @Nullable Duration waitingCheckAfter) {

  private static final Duration LEAST_WAIT = Duration.ofMinutes(1);
  // GitHub ends a job that waits so long. Rule gh-job-queued-day.
  private static final Duration MOST_WAIT = Duration.ofHours(24);
  private static final String LOGIN = "[A-Za-z0-9][A-Za-z0-9_.-]{0,99}";

  /**
   * A GitHub App.
   *
   * @param id the App's number or its client id.
   * @param privateKey PEM, as GitHub hands it out or as PKCS#8.
   * @param installation the id of the one installation that serves every scope; absent: it is asked
   *     for by scope.
   */
  public record AppSettings(
      @NotNull(message = "is required: the App's id or client id") @Pattern(
              regexp = ID,
              message =
                  "must be the App's id, such as 123456, or its client id, such as"
                      + " Iv23liabcdefghijklmn")
          String id,
      @NotNull(message = "is required: {env: NAME}, {file: PATH} or {keyvault: NAME}") Secret privateKey,
      @Min(value = 1, message = "must be the number of an installation") @Nullable Long installation) {

    private static final String ID = "[0-9]{1,19}|Iv[A-Za-z0-9.]{1,38}";

    GitHubApp toApp() {
      return new GitHubApp(id, privateKey::latest, installation);
    }

    @SuppressWarnings("NullAway") // what is absent is reported by its constraint
    void check(String path, BiConsumer<String, String> fault) {
      if (id != null && privateKey != null) {
        usable(path + ".privateKey", this::toApp, fault);
      }
    }
  }

  /** Takes what was read. */
  @JsonCreator
  public ForgeCredentials(
      @Nullable Secret token,
      @JsonProperty("app") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<AppSettings> app,
      @Nullable EntraSettings entra,
      @Nullable URI webhook,
      @Nullable List<String> organizations,
      @Nullable Duration waitingCheckAfter) {
    this.waitingCheckAfter = waitingCheckAfter;
    this.token = token;
    this.app = app == null ? List.of() : List.copyOf(app);
    this.entra = entra;
    this.webhook = webhook;
    this.organizations = organizations == null ? List.of() : List.copyOf(organizations);
  }

  /** Where an App stands: one need be no list. */
  String at(int index) {
    return app.size() == 1 ? ".app" : ".app[" + index + "]";
  }

  /**
   * Reports what is wrong between the keys, without a request.
   *
   * @param forge as the common file has it; empty where it does not.
   */
  void check(String path, Optional<Forge> forge, BiConsumer<String, String> fault) {
    if (token == null && app.isEmpty() && entra == null) {
      fault.accept(
          path + ".token",
          "is required without app or entra: {env: NAME}, {file: PATH} or {keyvault: NAME}, see the"
              + " README");
    } else if (token != null && !app.isEmpty()) {
      fault.accept(path + ".token", "must be left out with app: there is one way to sign in");
    }
    if (!app.isEmpty() && is(forge, Forge.Type.GITEA)) {
      fault.accept(path + ".app", "Gitea has no Apps: expected a token");
    } else if (!app.isEmpty() && is(forge, Forge.Type.AZURE_DEVOPS)) {
      fault.accept(path + ".app", "Azure DevOps has no Apps: expected a token or entra");
    }
    if (waitingCheckAfter != null) {
      checkWaiting(path + ".waitingCheckAfter", waitingCheckAfter, fault);
    }
    if (entra != null) {
      checkEntra(path + ".entra", entra, forge, fault);
    }
    if (token != null) {
      usable(path + ".token", () -> new TokenAuth(token::latest), fault);
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < app.size(); i++) {
      app.get(i).check(path + at(i), fault);
      if (!ids.add(String.valueOf(app.get(i).id()))) {
        fault.accept(path + at(i) + ".id", "another App here has this id already");
      }
    }
  }

  private void checkWaiting(String path, Duration after, BiConsumer<String, String> fault) {
    if (app.size() != 1) {
      fault.accept(
          path,
          "needs exactly one app: GitHub lets Apps alone make check runs, and each change its own");
    }
    if (after.compareTo(LEAST_WAIT) < 0 || after.compareTo(MOST_WAIT) > 0) {
      fault.accept(path, "must be between 1m and 24h");
    }
  }

  private void checkEntra(
      String path, EntraSettings its, Optional<Forge> forge, BiConsumer<String, String> fault) {
    if (forge.isPresent() && !is(forge, Forge.Type.AZURE_DEVOPS)) {
      fault.accept(path, "only an azure-devops signs its users in by Entra ID; give a token");
    } else if (token != null) {
      fault.accept(path, "must be left out with a token: there is one way to sign in");
    }
    its.check(path, fault, System::getenv);
  }

  private static boolean is(Optional<Forge> forge, Forge.Type type) {
    return forge.filter(it -> it.type() == type).isPresent();
  }

  /** Returns the way to sign in at the forge, once {@link #check} has found nothing. */
  ForgeSignIn signIn(Forge forge, Duration timeout, InstantSource clock) {
    if (entra != null) {
      return ForgeSignIn.ofAzureDevOps(azureDevOps(forge, entra, timeout, clock));
    }
    if (token == null) {
      return ForgeSignIn.ofApps(app.stream().map(AppSettings::toApp).toList());
    }
    return forge.type() == Forge.Type.AZURE_DEVOPS
        ? ForgeSignIn.ofAzureDevOps(AzureDevOpsAuth.personalAccessToken(token::latest))
        : ForgeSignIn.ofToken(token::latest);
  }

  private static AzureDevOpsAuth azureDevOps(
      Forge forge, EntraSettings entra, Duration timeout, InstantSource clock) {
    EntraAccess access =
        new EntraAccess(
            forge.apiUrl(),
            entra.identity(Secret::reveal, System::getenv),
            entra.cloud(URI.create(AzureDevOpsAuth.RESOURCE)),
            timeout,
            clock);
    return AzureDevOpsAuth.entra(() -> token(access));
  }

  private static RegistrationToken token(EntraAccess access) {
    try {
      EntraAccess.Token token = access.token();
      return new RegistrationToken(token.value(), token.expiresAt());
    } catch (EntraAccess.RefusedException e) {
      throw ForgeException.noToken(String.valueOf(e.getMessage()), true);
    } catch (IOException e) {
      throw ForgeException.noToken(String.valueOf(e.getMessage()), false);
    }
  }
}
