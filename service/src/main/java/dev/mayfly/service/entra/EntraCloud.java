package dev.mayfly.service.entra;

import java.net.URI;

/**
 * Which cloud's Entra ID gives tokens for which Batch service. For the sovereign ones see the
 * README.
 *
 * @param authorityHost https; where client secrets and workload identities get their tokens.
 *     Managed identities get theirs from the machine that they are on.
 * @param audience what a token is for: an address, which always ends in a slash, as Batch expects
 *     it; or the id of an application.
 */
public record EntraCloud(URI authorityHost, URI audience) {

  /** Everybody's cloud. */
  public static final EntraCloud PUBLIC =
      new EntraCloud(
          URI.create("https://login.microsoftonline.com/"),
          URI.create("https://batch.core.windows.net/"));

  public EntraCloud {
    if (!"https".equalsIgnoreCase(authorityHost.getScheme())) {
      throw new IllegalArgumentException("must begin with https://, not " + authorityHost);
    }
    if (audience.getScheme() != null) {
      audience = URI.create(audience.toString().replaceFirst("/*$", "/"));
    }
  }

  /**
   * The audience as OAuth's scope; the two slashes of an address give a token whose audience ends
   * in one.
   */
  String scope() {
    return audience + "/.default";
  }
}
