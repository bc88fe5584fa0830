package dev.mayfly.service.entra;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * Where something of Azure is and who of Microsoft Entra ID a service is there.
 *
 * @param url https, or this machine: each request carries a token that anybody could use.
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
