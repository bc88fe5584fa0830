package dev.mayfly.service.secret;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.mayfly.service.entra.EntraCloud;
import dev.mayfly.service.entra.EntraIdentity;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Entra ID in place of the Batch account's key or of a personal access token: exactly one identity,
 * and for a sovereign cloud its two addresses.
 *
 * @param authorityHost default the public cloud's.
 * @param audience default the public cloud's Batch, or Azure DevOps.
 */
public record EntraSettings(
    @Valid @Nullable ManagedIdentity managedIdentity,
    @Valid @Nullable WorkloadIdentity workloadIdentity,
    @Valid @Nullable ClientSecret clientSecret,
    @Nullable URI authorityHost,
    @Nullable URI audience) {

  private static final String ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
  private static final String ID_EXPECTED =
      "must be a client id such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301";
  private static final String TENANT = "[0-9A-Za-z.-]+";
  private static final String TENANT_EXPECTED = "must be the tenant's id or domain";

  /**
   * The machine's identity.
   *
   * @param clientId of a user-assigned one; absent for the system-assigned one.
   */
  public record ManagedIdentity(
      @Pattern(regexp = ID, message = ID_EXPECTED) @Nullable String clientId) {}

  /** A Kubernetes service account; what is absent is in the environment that AKS gives a pod. */
  public record WorkloadIdentity(
      @Pattern(regexp = TENANT, message = TENANT_EXPECTED) @Nullable String tenantId,
      @Pattern(regexp = ID, message = ID_EXPECTED) @Nullable String clientId,
      @Nullable String tokenFile) {}

  /** An application's secret. */
  public record ClientSecret(
      @NotNull(message = "is required: the tenant's id or domain") @Pattern(regexp = TENANT, message = TENANT_EXPECTED) String tenantId,
      @NotNull(message = "is required: the application's client id") @Pattern(regexp = ID, message = ID_EXPECTED) String clientId,
      @NotNull(message = "is required: {env: NAME} or {file: PATH}") Secret secret) {}

  /** The identity, once {@link #check} has found nothing. */
  public EntraIdentity identity(
      Function<Secret, String> reveal, Function<String, @Nullable String> environment) {
    if (managedIdentity != null) {
      return new EntraIdentity.ManagedIdentity(managedIdentity.clientId());
    }
    if (clientSecret != null) {
      return new EntraIdentity.ClientSecret(
          clientSecret.tenantId(), clientSecret.clientId(), reveal.apply(clientSecret.secret()));
    }
    requireNonNull(workloadIdentity, "workloadIdentity");
    return new EntraIdentity.WorkloadIdentity(
        given(workloadIdentity.tenantId(), "AZURE_TENANT_ID", environment),
        given(workloadIdentity.clientId(), "AZURE_CLIENT_ID", environment),
        Path.of(given(workloadIdentity.tokenFile(), "AZURE_FEDERATED_TOKEN_FILE", environment)));
  }

  private static String given(
      @Nullable String here, String variable, Function<String, @Nullable String> environment) {
    return here == null ? requireNonNull(environment.apply(variable), variable) : here;
  }

  /** The cloud, with Batch as the audience unless another one is configured. */
  public EntraCloud cloud() {
    return cloud(EntraCloud.PUBLIC.audience());
  }

  /**
   * @param usual the audience, unless another one is configured.
   */
  public EntraCloud cloud(URI usual) {
    return new EntraCloud(
        requireNonNullElse(authorityHost, EntraCloud.PUBLIC.authorityHost()),
        requireNonNullElse(audience, usual));
  }

  /** Reports what is wrong between the keys; sends no request. */
  public void check(
      String path,
      BiConsumer<String, String> error,
      Function<String, @Nullable String> environment) {
    List<String> identities = identities();
    if (identities.size() != 1) {
      error.accept(
          path,
          "expected exactly one of managedIdentity ({} for the system-assigned one),"
              + " workloadIdentity, clientSecret; found "
              + (identities.isEmpty() ? "none" : String.join(" and ", identities)));
    }
    if (workloadIdentity != null) {
      String here = path + ".workloadIdentity.";
      find(workloadIdentity.tenantId(), "AZURE_TENANT_ID", here + "tenantId", error, environment);
      find(workloadIdentity.clientId(), "AZURE_CLIENT_ID", here + "clientId", error, environment);
      find(
          workloadIdentity.tokenFile(),
          "AZURE_FEDERATED_TOKEN_FILE",
          here + "tokenFile",
          error,
          environment);
    }
    try {
      requireNonNull(cloud());
    } catch (IllegalArgumentException e) {
      error.accept(path + ".authorityHost", String.valueOf(e.getMessage()));
    }
  }

  private List<String> identities() {
    List<String> found = new ArrayList<>();
    if (managedIdentity != null) {
      found.add("managedIdentity");
    }
    if (workloadIdentity != null) {
      found.add("workloadIdentity");
    }
    if (clientSecret != null) {
      found.add("clientSecret");
    }
    return found;
  }

  private static void find(
      @Nullable String here,
      String variable,
      String path,
      BiConsumer<String, String> error,
      Function<String, @Nullable String> environment) {
    String value = here == null ? environment.apply(variable) : here;
    if (value == null || value.isBlank()) {
      error.accept(path, "is required, here or as " + variable + " in the environment");
    }
  }
}
