package dev.mayfly.console.signin;

import jakarta.ws.rs.core.NewCookie;
import java.net.URI;

/**
 * Cookies that no script reads, that other sites' forms do not send, and that are for this host
 * alone: RFC 6265bis, section 4.1.3.2, gives those with the prefix {@code __Host-} to no other host
 * and lets none set them. On the own machine without TLS, browsers refuse that prefix.
 */
final class Cookies {

  private Cookies() {}

  static String name(String name, URI address) {
    return isEncrypted(address) ? "__Host-" + name : name;
  }

  /** Returns a cookie that goes with the browser's window. */
  static NewCookie keep(String name, String value, URI address) {
    return cookie(name, address).value(value).build();
  }

  static NewCookie drop(String name, URI address) {
    return cookie(name, address).value("").maxAge(0).build();
  }

  // Lax: a link from elsewhere, and the way back from the provider, come with the cookie.
  private static NewCookie.Builder cookie(String name, URI address) {
    return new NewCookie.Builder(name(name, address))
        .path("/")
        .httpOnly(true)
        .secure(isEncrypted(address))
        .sameSite(NewCookie.SameSite.LAX);
  }

  private static boolean isEncrypted(URI address) {
    return "https".equals(address.getScheme());
  }
}
