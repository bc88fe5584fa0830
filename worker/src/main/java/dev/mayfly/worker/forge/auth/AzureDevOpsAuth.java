package dev.mayfly.worker.forge.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.worker.forge.http.ForgeAuth;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.workflows.id.Scope;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * The authorization at Azure DevOps of the worker and of the agents that register: a personal
 * access token, or a token of Entra ID for its resource. An agent takes either where it asks for
 * the first.
 */
public final class AzureDevOpsAuth implements ForgeAuth {

  /** Azure DevOps among the resources of Entra ID, the same in every tenant. */
  public static final String RESOURCE = "499b84ac-1321-427f-aa17-267ca6975798";

  private final Supplier<RegistrationToken> token;
  private final boolean personal;

  private AzureDevOpsAuth(Supplier<RegistrationToken> token, boolean personal) {
    this.token = token;
    this.personal = personal;
  }

  /**
   * @param token asked at once, and again for every request.
   * @throws IllegalArgumentException as {@link TokenAuth} does.
   */
  public static AzureDevOpsAuth personalAccessToken(Supplier<String> token) {
    Object unused = new TokenAuth(token);
    return new AzureDevOpsAuth(() -> new RegistrationToken(token.get(), null), true);
  }

  /**
   * @param token asked for each request; renews in time, and throws {@link ForgeException}.
   */
  public static AzureDevOpsAuth entra(Supplier<RegistrationToken> token) {
    return new AzureDevOpsAuth(token, false);
  }

  public RegistrationToken token() {
    return token.get();
  }

  @Override
  public String authorization(Scope scope) {
    String secret = token().token();
    return personal
        ? "Basic " + Base64.getEncoder().encodeToString((":" + secret).getBytes(UTF_8))
        : "Bearer " + secret;
  }

  @Override
  public String toString() {
    return "AzureDevOpsAuth[***]";
  }
}
