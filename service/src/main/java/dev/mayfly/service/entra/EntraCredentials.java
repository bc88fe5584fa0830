package dev.mayfly.service.entra;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * The address of a service of Azure, and the identity of Microsoft Entra ID that we have there.
 *
 * @param url https, or this machine: each request carries a token that any reader could use.
 */
public record EntraCredentials(URI url, EntraIdentity identity, EntraCloud cloud) {

  public EntraCredentials {
    requireNonNull(url, "url");
    requireNonNull(identity, "identity");
    requireNonNull(cloud, "cloud");
    if (!"https".equalsIgnoreCase(url.getScheme()) && !isThisMachine(url)) {
      throw new IllegalArgumentException(
          "must begin with https:// for Entra ID, whose token goes with each request: " + url);
    }
  }

  private static boolean isThisMachine(URI url) {
    return "localhost".equals(url.getHost()) || "127.0.0.1".equals(url.getHost());
  }
}
