package dev.mayfly.service.entra;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The identity of a service at Entra ID, and its proof. */
public sealed interface EntraIdentity {

  /** For messages: the kind and the id, never a secret. */
  String name();

  /**
   * The identity of the machine or container that the service runs on.
   *
   * @param clientId of a user-assigned one; absent for the machine's own.
   */
  record ManagedIdentity(@Nullable String clientId) implements EntraIdentity {
    @Override
    public String name() {
      return clientId == null
          ? "the system-assigned managed identity"
          : "managed identity " + clientId;
    }
  }

  /**
   * A Kubernetes service account that an application or identity trusts.
   *
   * @param tokenFile the service account's token; read anew for each token, as it is replaced.
   */
  record WorkloadIdentity(String tenantId, String clientId, Path tokenFile)
      implements EntraIdentity {
    @Override
    public String name() {
      return "workload identity " + clientId;
    }
  }

  /**
   * An application with a secret.
   *
   * @param secret never printed.
   */
  record ClientSecret(String tenantId, String clientId, String secret) implements EntraIdentity {
    @Override
    public String name() {
      return "application " + clientId;
    }

    @Override
    public String toString() {
      return "ClientSecret[tenantId=" + tenantId + ", clientId=" + clientId + ", secret=***]";
    }
  }
}
