package dev.mayfly.service.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers that send a request elsewhere. No client follows one to another address: a request
 * carries a credential, or a runner's token in its body, and those are for the configured address
 * alone. As it is the address that is wrong, or what stands before it, the same answer would meet
 * every request, so it is a fault of the configuration.
 */
public final class Redirects {

  // RFC 9110, section 15.4: 307 and 308 ask for the body as well, the others may be taken for it.
  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  private Redirects() {}

  /** Returns whether a client that follows redirects would go on to another address. */
  public static boolean isOne(int status) {
    return STATUSES.contains(status);
  }

  /**
   * Returns what is told of a redirect, and what to do. Shows only scheme, host and port of where
   * it leads: the rest of a page to sign in holds what it was asked with.
   */
  public static String refused(URI asked, @Nullable String location) {
    return asked.getHost()
        + " redirects to "
        + origin(asked, location)
        + ", which Mayfly does not follow, so that nothing secret gets there: configure the"
        + " address that answers itself, or let Mayfly past the proxy that redirects";
  }

  private static String origin(URI asked, @Nullable String location) {
    try {
      URI to = asked.resolve(location == null ? "" : location);
      if (location != null && to.getHost() != null) {
        return to.getScheme() + "://" + to.getHost() + (to.getPort() < 0 ? "" : ":" + to.getPort());
      }
    } catch (IllegalArgumentException unreadable) {
      // Told below; the parser's message would quote it.
    }
    return "nowhere that can be read";
  }

  /** Returns a client of the JDK to go on with, which follows none. */
  public static HttpClient.Builder unfollowed() {
    return HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER);
  }
}
